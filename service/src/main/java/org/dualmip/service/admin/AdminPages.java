package org.dualmip.service.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dualmip.service.Json;
import org.jspecify.annotations.Nullable;

/** Answers the requests of one connection. */
final class AdminPages extends SimpleChannelInboundHandler<FullHttpRequest> {
  private final Map<String, Supplier<@Nullable Object>> pages;
  private final Map<String, Function<Map<String, String>, Object>> orders;

  AdminPages(
      Map<String, Supplier<@Nullable Object>> pages,
      Map<String, Function<Map<String, String>, Object>> orders) {
    this.pages = pages;
    this.orders = orders;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    boolean keep = HttpUtil.isKeepAlive(request);
    FullHttpResponse response = answer(request);
    HttpUtil.setKeepAlive(response, keep);
    ChannelFuture written = context.writeAndFlush(response);
    if (!keep) {
      var _ = written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }

  private FullHttpResponse answer(FullHttpRequest request) {
    if (!request.decoderResult().isSuccess()) {
      return response(HttpResponseStatus.BAD_REQUEST, error("not an HTTP request"));
    }
    var uri = new QueryStringDecoder(request.uri());
    Supplier<@Nullable Object> page = pages.get(uri.path());
    Function<Map<String, String>, Object> order = orders.get(uri.path());
    if (page == null && order == null) {
      return response(
          HttpResponseStatus.NOT_FOUND,
          error(
              "no page "
                  + uri.path()
                  + "; there are "
                  + String.join(", ", new TreeSet<>(pages.keySet()))));
    }
    if (page != null && HttpMethod.GET.equals(request.method())) {
      return answer(page);
    }
    if (order != null && HttpMethod.POST.equals(request.method())) {
      Map<String, String> parameters = new HashMap<>();
      uri.parameters().forEach((name, values) -> parameters.put(name, values.getLast()));
      return answer(() -> order.apply(parameters));
    }
    return response(
        HttpResponseStatus.METHOD_NOT_ALLOWED,
        error("only " + (page != null ? "GET" : "POST") + " is served"));
  }

  private static FullHttpResponse answer(Supplier<@Nullable Object> work) {
    try {
      return response(HttpResponseStatus.OK, Json.write(work.get()));
    } catch (IllegalArgumentException wrong) {
      return response(HttpResponseStatus.BAD_REQUEST, error(String.valueOf(wrong.getMessage())));
    } catch (IllegalStateException busy) {
      return response(
          HttpResponseStatus.SERVICE_UNAVAILABLE, error(String.valueOf(busy.getMessage())));
    }
  }

  private static String error(String text) {
    return Json.write(Map.of("error", text));
  }

  private static FullHttpResponse response(HttpResponseStatus status, String body) {
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            status,
            Unpooled.copiedBuffer(body + "\n", StandardCharsets.UTF_8));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json; charset=utf-8");
    HttpUtil.setContentLength(response, response.content().readableBytes());
    return response;
  }
}
