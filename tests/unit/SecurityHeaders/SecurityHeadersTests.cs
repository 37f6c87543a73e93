using Gateway.Policies.Pipeline;
using Gateway.Policies.SecurityHeaders;
using Gateway.UnitTests.RequestLimits;
using Microsoft.AspNetCore.Http;

namespace Gateway.UnitTests.SecurityHeaders;

public sealed class SecurityHeadersTests
{
    private static Exchange New(bool tls = true, params (string Name, string Value)[] backend)
    {
        var context = new DefaultHttpContext();
        context.Request.Scheme = tls ? "https" : "http";
        foreach (var (name, value) in backend) context.Response.Headers[name] = value;
        return new Exchange(context, new RoutePlan { RouteId = "r", PathTemplate = "/", RequestStages = [], ResponseStages = [] });
    }

    private static IHeaderDictionary Apply(SecurityHeadersOptions options, Exchange exchange)
    {
        new SecurityHeadersStage(options).Apply(exchange);
        return exchange.Context.Response.Headers;
    }

    [Fact]
    public void Defaults_OverTls_AreTheEightHeaders()
    {
        var headers = Apply(new SecurityHeadersOptions(), New()).ToDictionary(h => h.Key, h => h.Value.ToString());
        Assert.Equal(8, headers.Count);
        Assert.Equal("max-age=31536000; includeSubDomains", headers["Strict-Transport-Security"]);
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", headers["Content-Security-Policy"]);
        Assert.Equal("DENY", headers["X-Frame-Options"]);
        Assert.Equal("nosniff", headers["X-Content-Type-Options"]);
        Assert.Equal("no-referrer", headers["Referrer-Policy"]);
        Assert.Equal("same-origin", headers["Cross-Origin-Opener-Policy"]);
        Assert.Equal("same-origin", headers["Cross-Origin-Resource-Policy"]);
        Assert.Contains("camera=()", headers["Permissions-Policy"], StringComparison.Ordinal);
    }

    [Fact]
    public void StrictTransportSecurity_OverPlainHttp_IsNotSent() =>
        Assert.False(Apply(new SecurityHeadersOptions(), New(tls: false)).ContainsKey("Strict-Transport-Security"));

    [Fact]
    public void Backend_Values_AreReplacedExceptTheKept()
    {
        var headers = Apply(new SecurityHeadersOptions { CacheControl = "no-store" }, New(
            true, ("x-frame-options", "ALLOWALL"), ("Content-Security-Policy", "default-src 'self'"), ("Cache-Control", "max-age=5"),
            ("Strict-Transport-Security", "max-age=0")));
        Assert.Equal("DENY", headers.XFrameOptions);
        Assert.Equal("default-src 'self'", headers.ContentSecurityPolicy);
        Assert.Equal("max-age=5", headers.CacheControl);
        Assert.Equal("max-age=31536000; includeSubDomains", headers.StrictTransportSecurity);
    }

    [Fact]
    public void Backend_NothingKept_IsOverridden()
    {
        var headers = Apply(
            new SecurityHeadersOptions { KeepBackend = [], CacheControl = "no-store" },
            New(true, ("Content-Security-Policy", "x"), ("Cache-Control", "public")));
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", headers.ContentSecurityPolicy);
        Assert.Equal("no-store", headers.CacheControl);
    }

    [Fact]
    public void EmptyText_LeavesTheBackendsValue()
    {
        var headers = Apply(new SecurityHeadersOptions { FrameOptions = "", ReferrerPolicy = null }, New(true, ("X-Frame-Options", "SAMEORIGIN")));
        Assert.Equal("SAMEORIGIN", headers.XFrameOptions);
        Assert.False(headers.ContainsKey("Referrer-Policy"));
    }

    [Fact]
    public void LeakingHeaders_OfTheDefaultList_AreRemoved()
    {
        var options = new SecurityHeadersOptions();
        var leaking = options.Remove.Select(n => (n.ToLowerInvariant(), "1")).ToArray();
        var headers = Apply(options, New(true, leaking));
        Assert.Equal(18, leaking.Length);
        foreach (var (name, _) in leaking) Assert.False(headers.ContainsKey(name), name);
        Assert.True(Apply(new SecurityHeadersOptions { Remove = [] }, New(true, ("Server", "x"))).ContainsKey("Server"));
    }

    [Fact]
    public void Stage_Applied_AllocatesNothing()
    {
        var stage = new SecurityHeadersStage(new SecurityHeadersOptions());
        var exchange = New();
        Allocations.AssertNone(() => stage.Apply(exchange));
    }

    [Fact]
    public void Values_WithControlCharacters_AreErrors()
    {
        foreach (var bad in new[] { "a\r\nSet-Cookie: x", "a\0", "é", "\u007f" })
        {
            Assert.Single(OptionsFindings.Errors(new SecurityHeadersPolicy(), new SecurityHeadersOptions { ContentSecurityPolicy = bad }));
            Assert.Single(OptionsFindings.Errors(new SecurityHeadersPolicy(), new SecurityHeadersOptions { CacheControl = bad }));
        }
    }

    [Fact]
    public void Options_ThatContradictEachOther_AreErrors()
    {
        var policy = new SecurityHeadersPolicy();
        Assert.Empty(OptionsFindings.Findings(policy, new SecurityHeadersOptions()));
        Assert.Single(OptionsFindings.Errors(policy, new SecurityHeadersOptions { Remove = ["X-Frame-Options"] }));
        Assert.Single(OptionsFindings.Errors(policy, new SecurityHeadersOptions { Remove = ["content-length"] }));
        Assert.Single(OptionsFindings.Errors(policy, new SecurityHeadersOptions { KeepBackend = ["X-Other"] }));
        var transport = new StrictTransportSecurityOptions { Preload = true, MaxAge = TimeSpan.FromDays(364) };
        Assert.Single(OptionsFindings.Errors(policy, new SecurityHeadersOptions { StrictTransportSecurity = transport }));
        transport.MaxAge = TimeSpan.FromDays(365);
        Assert.Empty(OptionsFindings.Errors(policy, new SecurityHeadersOptions { StrictTransportSecurity = transport }));
        Assert.Equal("max-age=31536000; includeSubDomains; preload",
            Apply(new SecurityHeadersOptions { StrictTransportSecurity = transport }, New()).StrictTransportSecurity);
    }
}
