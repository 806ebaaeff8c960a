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
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.dualmip.service.Json;
import org.jspecify.annotations.Nullable;

/** Answers the requests of one connection. */
final class AdminPages extends SimpleChannelInboundHandler<FullHttpRequest> {
  private final Map<String, Supplier<@Nullable Object>> pages;

  AdminPages(Map<String, Supplier<@Nullable Object>> pages) {
    this.pages = pages;
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
    if (!HttpMethod.GET.equals(request.method())) {
      return response(HttpResponseStatus.METHOD_NOT_ALLOWED, error("only GET is served"));
    }
    String path = new QueryStringDecoder(request.uri()).path();
    Supplier<@Nullable Object> page = pages.get(path);
    if (page == null) {
      return response(
          HttpResponseStatus.NOT_FOUND,
          error(
              "no page "
                  + path
                  + "; there are "
                  + String.join(", ", new TreeSet<>(pages.keySet()))));
    }
    try {
      return response(HttpResponseStatus.OK, Json.write(page.get()));
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
