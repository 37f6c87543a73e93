using Gateway.Policies.CanonicalRequest;
using Gateway.Policies.Forwarding;
using Gateway.UnitTests.CanonicalRequest;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.UnitTests.Forwarding;

public sealed class ForwardingTests
{
    private static readonly ITransformBuilder Builder = CreateBuilder();

    [Theory]
    [InlineData("/orders/42?a=1", "http://b/orders/42?a=1")]
    [InlineData("/", "http://b/")]
    [InlineData("/%41dmin/caf%c3%a9?q=%7e%2f", "http://b/Admin/caf%C3%A9?q=~%2F")]
    [InlineData("/50%25/a%20b?x=<a>", "http://b/50%25/a%20b?x=%3Ca%3E")]
    [InlineData("/a@b:c/!$&'()*+,=", "http://b/a@b:c/!$&'()*+,=")]
    [InlineData("/a./b../c?u=/../x", "http://b/a./b../c?u=/../x")]
    [InlineData("/%F0%9F%98%80", "http://b/%F0%9F%98%80")]
    [InlineData("/a?", "http://b/a?")]
    public async Task Target_WithoutTransforms_IsTheCanonicalOne(string target, string expected)
    {
        var context = GateRequest.Context(target);
        Assert.Null(GateRequest.Inspect(context));
        Assert.Equal(expected, await TransformAsync(context, "http://b/"));
        Assert.Equal(200, context.Response.StatusCode);
    }

    [Theory]
    [InlineData("http://b", "http://b/a%20b")]
    [InlineData("http://b:8080/base/", "http://b:8080/base/a%20b")]
    [InlineData("http://b/base%2d1", "http://b/base-1/a%20b")]
    public async Task Target_WithBasePath_IsJoined(string prefix, string expected)
    {
        var context = GateRequest.Context("/a%20b");
        Assert.Null(GateRequest.Inspect(context));
        Assert.Equal(expected, await TransformAsync(context, prefix));
    }

    [Theory]
    [InlineData("/api/orders/7", "PathRemovePrefix", "/api", "http://b/orders/7")]
    [InlineData("/api", "PathRemovePrefix", "/api", "http://b/")]
    [InlineData("/orders", "PathPrefix", "/v1", "http://b/v1/orders")]
    [InlineData("/api../admin", "PathRemovePrefix", "/api", "http://b/api../admin")]
    [InlineData("/x", "PathSet", "/fixed;v=1", "http://b/fixed;v=1")]
    [InlineData("/x", "PathSet", "/../admin", null)]
    [InlineData("/x", "PathSet", "/a//b", null)]
    public async Task Target_AfterPathTransform_PassesTheRulesAgain(string target, string transform, string value, string? expected)
    {
        var context = GateRequest.Context(target);
        Assert.Null(GateRequest.Inspect(context));
        var uri = await TransformAsync(context, "http://b/", new Dictionary<string, string> { [transform] = value });
        Assert.Equal(expected, uri);
        Assert.Equal(expected is null ? 400 : 200, context.Response.StatusCode);
        Assert.Equal(expected is null, context.Features.Get<ForwardingRefusal>()?.Rejection.Reason == "outgoing-target");
    }

    [Theory]
    [InlineData("..", "admin", "/api../admin")]
    [InlineData(".", "admin", "/api./admin")]
    [InlineData("v1", "", "/apiv1//")]
    public async Task Target_DotSegmentMadeByPattern_IsRefused(string version, string rest, string target)
    {
        var context = GateRequest.Context(target);
        context.Request.RouteValues = new RouteValueDictionary { ["version"] = version, ["rest"] = rest };
        Assert.Null(await TransformAsync(context, "http://b/", new Dictionary<string, string> { ["PathPattern"] = "/{version}/x/../{rest}" }));
        Assert.Equal(400, context.Response.StatusCode);

        context = GateRequest.Context(target);
        context.Request.RouteValues = new RouteValueDictionary { ["version"] = version, ["rest"] = rest };
        var uri = await TransformAsync(context, "http://b/", new Dictionary<string, string> { ["PathPattern"] = "/{version}/{rest}" });
        Assert.Equal(version == "v1" ? "http://b/v1" : null, uri);
    }

    [Fact]
    public async Task Target_QueryTransform_IsApplied()
    {
        var context = GateRequest.Context("/a?x=1");
        Assert.Null(GateRequest.Inspect(context));
        var uri = await TransformAsync(context, "http://b/", new Dictionary<string, string> { ["QueryValueParameter"] = "y", ["Append"] = "a b/\u00e9" });
        Assert.Equal("http://b/a?x=1&y=a%20b%2F%C3%A9", uri);
    }

    [Fact]
    public async Task Target_EncodedSlashOfAllowedProfile_StaysEncodedOnce()
    {
        var profile = new BackendProfile { AllowEncodedSlash = true };
        var context = GateRequest.Context("/files/a%2fb%20c/50%25");
        Assert.Null(GateRequest.Compile(null, profile).Inspect(context));
        Assert.Null(context.Features.Get<CanonicalTarget>()!.CheckProfile(profile));
        Assert.Equal("http://b/files/a%2Fb%20c/50%25", await TransformAsync(context, "http://b/"));
    }

    [Fact]
    public async Task Target_DecodedPathWithEncodedSlashButNoFeature_IsRefused()
    {
        var context = GateRequest.Context("/files");
        context.Request.Path = new PathString("/files/a%2Fb");
        Assert.Null(await TransformAsync(context, "http://b/"));
        Assert.Equal("path-double-encoding", context.Features.Get<ForwardingRefusal>()!.Rejection.Note);
    }

    [Fact]
    public async Task Message_Expect_IsAnsweredByTheGateway()
    {
        var context = GateRequest.Context("/a", "POST", ("Expect", "100-continue"), ("X-Kept", "1"));
        using var message = new HttpRequestMessage();
        await Builder.Build(Route(null), new ClusterConfig()).TransformRequestAsync(context, message, "http://b/", default);
        Assert.False(message.Headers.NonValidated.Contains("Expect"));
        Assert.True(message.Headers.NonValidated.Contains("X-Kept"));
        Assert.Equal("100-continue", context.Request.Headers.Expect);
    }

    [Fact]
    public async Task Message_ConnectionNominatesGatewayHeaders_TheyAreSentAllTheSame()
    {
        var context = GateRequest.Context("/a", "GET", ("Connection", "close, X-Forwarded-For, X-Principal"), ("X-Principal", "forged"), ("X-Forwarded-For", "6.6.6.6"));
        Assert.Null(GateRequest.Inspect(context));
        context.Request.Headers["X-Principal"] = "verified";
        using var message = new HttpRequestMessage();
        await Builder.Build(Route(null), new ClusterConfig()).TransformRequestAsync(context, message, "http://b/", default);
        Assert.Equal("verified", message.Headers.NonValidated["X-Principal"].ToString());
        Assert.Equal("203.0.113.9", message.Headers.NonValidated["X-Forwarded-For"].ToString());
        Assert.False(message.Headers.NonValidated.Contains("Connection"));
    }

    [Fact]
    public async Task Builder_TransformsThatCannotBeBuilt_Answer503()
    {
        var context = GateRequest.Context("/a");
        Assert.Null(await TransformAsync(context, "http://b/", new Dictionary<string, string> { ["NoSuchTransform"] = "x" }));
        Assert.Equal(503, context.Response.StatusCode);
        Assert.Equal("transforms-not-built", context.Features.Get<ForwardingRefusal>()!.Rejection.Reason);
    }

    private static async Task<string?> TransformAsync(HttpContext context, string prefix, Dictionary<string, string>? transform = null)
    {
        using var message = new HttpRequestMessage();
        await Builder.Build(Route(transform), new ClusterConfig()).TransformRequestAsync(context, message, prefix, default);
        return context.Response.StatusCode == 200 ? message.RequestUri!.GetLeftPart(UriPartial.Authority) + message.RequestUri.PathAndQuery : null;
    }

    private static RouteConfig Route(Dictionary<string, string>? transform) =>
        new() { RouteId = "r", Match = new RouteMatch { Path = "/{**rest}" }, Transforms = transform is null ? null : [transform] };

    private static ITransformBuilder CreateBuilder()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRouting();
        services.AddReverseProxy();
        services.AddVerifiedForwarding();
        return services.BuildServiceProvider().GetRequiredService<ITransformBuilder>();
    }
}
