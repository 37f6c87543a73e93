using Gateway.Policies.CanonicalRequest;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.UnitTests.CanonicalRequest;

public sealed class TargetGateTests
{
    [Theory]
    [InlineData("/%41dmin/caf%c3%a9?q=%7e", "/Admin/caf\u00e9", "?q=~", "/Admin/caf%C3%A9?q=~")]
    [InlineData("/a%20b", "/a b", "", "/a%20b")]
    [InlineData("/50%25", "/50%", "", "/50%25")]
    [InlineData("/a?", "/a", "?", "/a?")]
    [InlineData("https://api.example.com/a?b=1", "/a", "?b=1", "/a?b=1")]
    [InlineData("HTTPS://API.example.com:443/a", "/a", "", "/a")]
    [InlineData("https://api.example.com", "/", "", "/")]
    [InlineData("https://api.example.com?x=1", "/", "?x=1", "/?x=1")]
    public void Target_Acceptable_FeaturesAgree(string raw, string path, string query, string target)
    {
        var context = GateRequest.Context(raw);
        Assert.Null(GateRequest.Inspect(context));
        Assert.Equal(path, context.Request.Path.Value);
        Assert.Equal(query, context.Request.QueryString.Value);
        Assert.Equal(target, context.Features.Get<IHttpRequestFeature>()!.RawTarget);
    }

    [Theory]
    [InlineData("*", "target-form")]
    [InlineData("admin", "target-form")]
    [InlineData("api.example.com:443", "target-form")]
    [InlineData("://api.example.com/", "target-form")]
    [InlineData("http://api.example.com/", "target-scheme")]
    [InlineData("ftp://api.example.com/", "target-scheme")]
    [InlineData("https://evil.example/admin", "target-authority")]
    [InlineData("https://one.apps.example.com/admin", "target-authority")]
    [InlineData("https://user@api.example.com/admin", "target-authority")]
    [InlineData("https://api.example.com,evil.example/admin", "target-authority")]
    [InlineData("https://", "target-authority")]
    [InlineData("https://api.example.com\\@evil.example/", "target-authority")]
    [InlineData("https://api.example.com//admin", "path-empty-segment")]
    [InlineData("https://api.example.com/../admin", "path-dot-segment")]
    [InlineData("https://api.example.com#/admin", "path-fragment")]
    [InlineData("/admin;x", "path-semicolon")]
    [InlineData("/a%2Fb", "path-encoded-separator")]
    public void Target_NotOurs_IsRefused(string raw, string reason) => Assert.Equal(reason, GateRequest.Reason(raw));

    [Fact]
    public void Target_DecodedByServerToAnotherPath_GetsTheRawOne()
    {
        var context = GateRequest.Context("/public/a");
        context.Request.Path = "/admin";
        Assert.Null(GateRequest.Inspect(context));
        Assert.Equal("/public/a", context.Request.Path.Value);
    }

    [Fact]
    public void Target_TooLong_Is414()
    {
        var gate = GateRequest.Compile(new CanonicalRequestOptions { MaxTargetLength = 64 });
        Assert.Null(gate.Inspect(GateRequest.Context("/" + new string('a', 63))));
        Assert.Equal(414, gate.Inspect(GateRequest.Context("/" + new string('a', 64)))?.Status);
    }

    [Fact]
    public void Target_AllowedBySomeCluster_IsCheckedAfterRouting()
    {
        var relaxed = new BackendProfile { AllowEncodedSlash = true };
        var gate = GateRequest.Compile(null, relaxed);
        var context = GateRequest.Context("/files/a%2fb");

        Assert.Null(gate.Inspect(context));
        Assert.Equal("/files/a%2Fb", context.Request.Path.Value);
        var target = context.Features.Get<CanonicalTarget>();
        Assert.NotNull(target);
        Assert.True(target is { HasEncodedSlash: true, HasSemicolon: false });
        Assert.Null(target.CheckProfile(relaxed));
        Assert.Equal("path-encoded-separator", target.CheckProfile(BackendProfile.Strict)?.Reason);
        Assert.Equal("path-semicolon", gate.Inspect(GateRequest.Context("/a;b"))?.Reason);
    }

    [Fact]
    public void Target_Ordinary_HasNoFeature()
    {
        var context = GateRequest.Context("/a");
        Assert.Null(GateRequest.Inspect(context));
        Assert.Null(context.Features.Get<CanonicalTarget>());
    }
}
