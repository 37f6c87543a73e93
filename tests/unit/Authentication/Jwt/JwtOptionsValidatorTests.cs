using Gateway.Policies.Authentication.Jwt;
using Gateway.Policies.Configuration;
using Gateway.UnitTests.Authentication.Jwt.Support;

namespace Gateway.UnitTests.Authentication.Jwt;

public sealed class JwtOptionsValidatorTests
{
    private static IReadOnlyList<ConfigError> Validate(Action<JwtOptions>? change = null, string name = "main")
    {
        var errors = new ConfigErrors();
        var node = new ConfigObject(new ConfigLocation("gateway.json", 1, 1), "Gateway:Jwt:main", []);
        JwtOptionsValidator.Validate(name, JwtBench.Options(change), new OptionsValidation(new GatewayOptions(), node, errors));
        return errors.Sorted();
    }

    [Fact]
    public void Validate_GoodOptions_FindsNothing()
    {
        Assert.Empty(Validate());
        Assert.Empty(Validate(o => (o.Issuer, o.JwksUri, o.Authority) = (null, null, "https://id.example.com")));
        Assert.Empty(Validate(o => o.JwksUri = "http://127.0.0.1:9000/jwks"));
    }

    // The consumer "a:b:alice" would be alice of the issuer "a:b" and "b:alice" of the issuer "a".
    [Theory]
    [InlineData("a:b")]
    [InlineData("a b")]
    [InlineData("a\n")]
    public void Validate_NameThatMakesConsumersAmbiguous_IsAnError(string name) =>
        Assert.StartsWith("the name", Assert.Single(Validate(name: name)).Found, StringComparison.Ordinal);

    [Theory]
    [InlineData("http://id.example.com/jwks", "plain http to another machine")]
    [InlineData("ftp://id.example.com/jwks", "the scheme ftp")]
    [InlineData("file:///etc/passwd", "the scheme file")]
    [InlineData("https://user:secret@id.example.com/", "an address with a user name")]
    [InlineData("https://id.example.com/#x", "an address with a fragment")]
    [InlineData("jwks.json", "no absolute address")]
    public void Validate_AddressThatKeysMustNotComeFrom_IsAnError(string uri, string found)
    {
        var error = Assert.Single(Validate(o => o.JwksUri = uri));
        Assert.Equal(found, error.Found);
        Assert.Equal("Gateway:Jwt:main:JwksUri", error.Path);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_NoneOrSeveralSources_AreErrors()
    {
        Assert.Equal("no source of keys", Assert.Single(Validate(o => o.JwksUri = null)).Found);
        Assert.Equal("JwksUri and Authority", Assert.Single(Validate(o => o.Authority = "https://id.example.com")).Found);
    }

    [Theory]
    [InlineData("HS256", "forge")]
    [InlineData("none", "proves nothing")]
    [InlineData("None", "proves nothing")]
    [InlineData("rs256", "RS256")]
    [InlineData("EdDSA", "ES256")]
    public void Validate_AlgorithmThatIsNotAsymmetric_IsRefusedWithTheReason(string algorithm, string allowed)
    {
        var error = Assert.Single(Validate(o => o.Algorithms = ["RS256", algorithm]));
        Assert.Contains(allowed, error.Allowed, StringComparison.Ordinal);
        Assert.Equal("Gateway:Jwt:main:Algorithms[1]", error.Path);
    }

    [Fact]
    public void Validate_SeveralMistakes_AreAllReported()
    {
        var errors = Validate(o =>
        {
            o.Issuer = null;
            o.Audiences = [];
            o.Algorithms = [];
            o.TokenTypes = ["dpop+jwt"];
            o.RefreshInterval = TimeSpan.FromSeconds(5);
        });
        Assert.Equal(5, errors.Count);
    }

    [Theory]
    [InlineData("*")]
    [InlineData(" ")]
    public void Validate_AudienceWildcard_IsAnError(string audience) => Assert.Single(Validate(o => o.Audiences = [audience]));

    [Fact]
    public void Validate_KeyFile_IsReadAndExplained()
    {
        Assert.Equal("missing/keys.json: no such file", Assert.Single(Validate(o => (o.JwksUri, o.JwksPath) = (null, "missing/keys.json"))).Found);
        var path = Path.GetTempFileName();
        try
        {
            (string Text, string Found)[] cases =
            [
                ("", "no valid JSON"), ("{}", "without an array"), ("""{"keys":[]}""", "an empty key set"),
                (SigningKey.Set(SigningKey.Rsa("small", 1024).Jwk()), "RSA key of 1024 bits"),
                (SigningKey.Set(SigningKey.Rsa().Jwk(("use", "enc"))), "not for signatures"),
                (SigningKey.Set(SigningKey.Rsa().Jwk(("d", "AAAA"))), "secret or private"),
            ];
            foreach (var (text, found) in cases)
            {
                File.WriteAllText(path, text);
                var error = Assert.Single(Validate(o => (o.JwksUri, o.JwksPath) = (null, path)));
                Assert.Equal(ConfigErrorCode.Material, error.Code);
                Assert.Contains(found, error.Found, StringComparison.Ordinal);
            }

            Assert.Equal(6, cases.Length);
            File.WriteAllText(path, SigningKey.Set(SigningKey.Rsa().Jwk()));
            Assert.Empty(Validate(o => (o.JwksUri, o.JwksPath) = (null, path)));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
