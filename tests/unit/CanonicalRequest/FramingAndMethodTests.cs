using Gateway.Policies.CanonicalRequest;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Gateway.UnitTests.CanonicalRequest;

public sealed class FramingAndMethodTests
{
    [Theory]
    [InlineData("identity, chunked")]
    [InlineData("gzip, chunked")]
    [InlineData("chunked, identity")]
    [InlineData("xchunked")]
    [InlineData("chunked,chunked")]
    [InlineData("identity")]
    [InlineData(" chunked")]
    [InlineData("")]
    public void TransferEncoding_NotExactlyChunked_IsRefused(string value)
    {
        var rejection = GateRequest.Inspect(GateRequest.Context("/", "POST", ("Transfer-Encoding", new StringValues([value]))));
        Assert.Equal(("framing-transfer-encoding", true), (rejection?.Reason, rejection?.CloseConnection));
    }

    [Theory]
    [InlineData("HTTP/1.0")]
    [InlineData("HTTP/2")]
    public void TransferEncoding_NotHttp11_IsRefused(string protocol)
    {
        var context = GateRequest.Context("/", "POST", ("Transfer-Encoding", "chunked"));
        context.Request.Protocol = protocol;
        Assert.Equal("framing-transfer-encoding", GateRequest.Inspect(context)?.Reason);
    }

    [Theory]
    [InlineData("X-Content-Length")]
    [InlineData("Content-Length")]
    public void TransferEncoding_BesideALength_IsRefused(string name) =>
        Assert.Equal("framing-length-and-encoding", GateRequest.Inspect(
            GateRequest.Context("/", "POST", ("Transfer-Encoding", "chunked"), (name, "5")))?.Reason);

    [Theory]
    [InlineData("chunked")]
    [InlineData("Chunked")]
    public void TransferEncoding_Chunked_IsAccepted(string value) =>
        Assert.Null(GateRequest.Inspect(GateRequest.Context("/", "POST", ("Transfer-Encoding", value))));

    [Theory]
    [InlineData("100-continue", null)]
    [InlineData("100-Continue", null)]
    [InlineData("foo", 417)]
    [InlineData("100-continue, foo", 417)]
    public void Expect_OtherThanContinue_Is417(string value, int? status) =>
        Assert.Equal(status, GateRequest.Inspect(GateRequest.Context("/", "POST", ("Expect", value)))?.Status);

    [Theory]
    [InlineData("TRACE")]
    [InlineData("TRACK")]
    [InlineData("CONNECT")]
    [InlineData("get")]
    [InlineData("Get")]
    [InlineData("FOO")]
    [InlineData("PROPFIND")]
    [InlineData("")]
    public void Method_NotAccepted_Is405WithAllow(string method)
    {
        var rejection = GateRequest.Inspect(GateRequest.Context("/", method));
        Assert.Equal(405, rejection?.Status);
        Assert.Equal("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS", Assert.Single(rejection!.Headers).Value);
    }

    [Fact]
    public void Method_Extra_IsAccepted() =>
        Assert.Null(GateRequest.Compile(new CanonicalRequestOptions { ExtraMethods = ["QUERY"] }).Inspect(GateRequest.Context("/", "QUERY")));

    [Theory]
    [InlineData("websocket", true)]
    [InlineData("connect-udp", false)]
    public void Method_ExtendedConnect_IsForWebSocketsOnly(string protocol, bool accepted)
    {
        var context = GateRequest.Context("/chat", "CONNECT");
        context.Request.Protocol = "HTTP/2";
        context.Features.Set<IHttpExtendedConnectFeature>(new ExtendedConnect(protocol));
        Assert.Equal(accepted, GateRequest.Inspect(context) is null);
    }

    private sealed class ExtendedConnect(string protocol) : IHttpExtendedConnectFeature
    {
        public bool IsExtendedConnect => true;

        public string Protocol => protocol;

        public ValueTask<Stream> AcceptAsync() => throw new NotSupportedException();
    }
}
