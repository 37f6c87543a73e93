using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Configuration;

namespace Gateway.UnitTests.Authentication.ApiKey;

public sealed class ApiKeyOptionsValidatorTests : IDisposable
{
    private readonly TestGateway _gateway = new();

    private ApiKeyOptions Options => _gateway.Options.ApiKeys["partners"];

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public void Options_WithKeyFile_HaveNoFinding()
    {
        _gateway.CreateKey();
        Assert.Empty(Findings());
    }

    [Fact]
    public void Options_NeitherPathNorStore_MissingMember()
    {
        Options.Path = "";
        var finding = Assert.Single(Findings());
        Assert.Equal((ConfigErrorCode.MissingMember, "neither Path nor Store"), (finding.Code, finding.Found));
    }

    [Fact]
    public void Options_RedisWithPathOrWithoutServer_Errors()
    {
        Options.Store = ApiKeyStoreKind.Redis;
        Assert.Equal([ConfigErrorCode.UnknownReference, ConfigErrorCode.Conflict], Findings().Select(static f => f.Code).Order(StringComparer.Ordinal));
        Options.Path = "";
        _gateway.Options.Redis = new() { ConnectionString = "127.0.0.1:1" };
        Assert.Empty(Findings());
    }

    [Fact]
    public void Options_MissingFile_Material()
    {
        var finding = Assert.Single(Findings());
        Assert.Equal(ConfigErrorCode.Material, finding.Code);
        Assert.Contains("no such file", finding.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_PepperThatTheKeysWereNotMadeWith_IsAnErrorOfThePepper()
    {
        _gateway.CreateKey();
        Options.Pepper += "!";
        var finding = Assert.Single(Findings());
        Assert.EndsWith(":Pepper", finding.Path, StringComparison.Ordinal);
        Assert.Equal($"a pepper that is not the one that the keys in {Options.Path} were made with", finding.Found);
    }

    [Fact]
    public void Options_SyntaxErrorInFile_NamesLineAndColumn()
    {
        File.WriteAllText(Options.Path, "{\n  \"Keys\": [ oops ]\n}");
        Assert.Contains("(2,", Assert.Single(Findings()).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_SeveralBadKeysInFile_AreAllReported()
    {
        File.WriteAllText(Options.Path, """{"Keys":[{"Id":"x","Hash":"y","Consumer":"a"},{"Id":"z","Hash":"y","Consumer":""}]}""");
        Assert.Equal(5, Findings().Count);
    }

    [Fact]
    public void Options_ShortPepper_UnsafeAndNotShown()
    {
        _gateway.CreateKey();
        Options.Pepper = "0123456789abcdef0123456789abcde";
        var finding = Assert.Single(Findings());
        Assert.Equal(ConfigErrorCode.Unsafe, finding.Code);
        Assert.DoesNotContain(Options.Pepper, finding.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authorization")]
    [InlineData("Cookie")]
    [InlineData("X-Consumer-Key")]
    [InlineData("X Key")]
    [InlineData("")]
    public void Options_UnusableHeader_Error(string header)
    {
        _gateway.CreateKey();
        Options.Header = header;
        Assert.Single(Findings());
    }

    [Fact]
    public void Options_FileThatOthersCanChange_Warn()
    {
        _gateway.CreateKey();
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(Options.Path, File.GetUnixFileMode(Options.Path) | UnixFileMode.OtherWrite);
        Assert.Equal(ConfigSeverity.Warning, Assert.Single(Findings()).Severity);
    }

    private IReadOnlyList<ConfigError> Findings()
    {
        var (validation, errors) = TestGateway.Validation(_gateway.Options);
        new ApiKeyOptionsValidator(new ApiKeySets()).ValidateAll(validation);
        return errors.Sorted();
    }
}
