using Gateway.Policies.Cors;
using Gateway.UnitTests.RequestLimits;

namespace Gateway.UnitTests.Cors;

public sealed class CorsOptionsValidatorTests
{
    [Theory]
    [InlineData("null")]
    [InlineData("https://Example.com")]
    [InlineData("https://example.com/")]
    [InlineData("https://example.com/path")]
    [InlineData("https://example.com:443")]
    [InlineData("http://example.com:80")]
    [InlineData("https://example.com:0")]
    [InlineData("https://example.com:65536")]
    [InlineData("https://example..com")]
    [InlineData("https://*.com")]
    [InlineData("https://*")]
    [InlineData("https://a.*.example.com")]
    [InlineData("https://*example.com")]
    [InlineData("*.example.com")]
    [InlineData("example.com")]
    [InlineData("https://user@example.com")]
    [InlineData("https://exämple.com")]
    [InlineData("file://host")]
    [InlineData("https://example.com.")]
    [InlineData("")]
    public void Origin_NotAsBrowsersSendIt_IsAnError(string origin) =>
        Assert.NotEmpty(OptionsFindings.Errors(new CorsPolicy(), new CorsOptions { Origins = [origin] }));

    [Theory]
    [InlineData("https://example.com")]
    [InlineData("https://example.com:8443")]
    [InlineData("https://*.example.com")]
    [InlineData("http://localhost:3000")]
    [InlineData("https://[2001:db8::1]:8443")]
    [InlineData("capacitor://localhost")]
    [InlineData("*")]
    public void Origin_AsBrowsersSendIt_IsValid(string origin) =>
        Assert.Empty(OptionsFindings.Errors(new CorsPolicy(), new CorsOptions { Origins = [origin] }));

    [Fact]
    public void Wildcards_WithCredentials_AreErrorsEach()
    {
        var options = new CorsOptions { Origins = ["*"], Methods = ["*"], Headers = ["*"], ExposedHeaders = ["*"], AllowCredentials = true };
        var paths = OptionsFindings.Errors(new CorsPolicy(), options).Select(e => e.Path).Order(StringComparer.Ordinal);
        Assert.Equal(["p:AllowCredentials", "p:ExposedHeaders[0]", "p:Headers[0]", "p:Methods[0]"], paths);
    }

    [Fact]
    public void Origins_WildcardBesideOthersOrNone_AreErrors()
    {
        Assert.Single(OptionsFindings.Errors(new CorsPolicy(), new CorsOptions { Origins = ["*", "https://a.example"] }));
        Assert.Single(OptionsFindings.Errors(new CorsPolicy(), new CorsOptions()));
    }
}
