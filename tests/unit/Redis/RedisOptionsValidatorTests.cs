using Gateway.Policies.Configuration;
using Gateway.Policies.Redis;

namespace Gateway.UnitTests.Redis;

public sealed class RedisOptionsValidatorTests
{
    private static IReadOnlyList<string> Validate(RedisOptions options)
    {
        var errors = new ConfigErrors();
        var node = new ConfigObject(new ConfigLocation("gateway.json", 1, 1), "Gateway:Redis", []);
        RedisOptionsValidator.Validate(options, new OptionsValidation(new GatewayOptions(), node, errors));
        return [.. errors.Sorted().Select(e => $"{e.Severity} {e.Path}: {e.Found}")];
    }

    [Theory]
    [InlineData("localhost:6379")]
    [InlineData("redis")]
    [InlineData("10.0.0.1:7000,10.0.0.2:7000")]
    [InlineData("localhost:6379,password=p=w,defaultDatabase=3,name=edge")]
    [InlineData("redis.example.com:6380,password=pw,ssl=true,sslHost=redis.example.com,abortConnect=true")]
    public void ConnectionString_Valid_NoFinding(string text) => Assert.Empty(Validate(new() { ConnectionString = text }));

    [Theory]
    [InlineData("localhost:6379,passwrd=hunter2", "the option \"passwrd\"")]
    [InlineData("localhost:6379,allowAdmin=true", "the option \"allowAdmin\"")]
    [InlineData("localhost:6379,syncTimeout=1", "the option \"syncTimeout\"")]
    [InlineData("localhost:6379,password=first,hunter2=", "an unknown option behind the password (not shown: it may be a part of it)")]
    [InlineData("password=hunter2", "a connection string without a host")]
    [InlineData("", "a connection string without a host")]
    [InlineData("localhost:6379,ssl=hunter2", "a connection string that cannot be read (its text is not shown: it may hold the password)")]
    public void ConnectionString_Invalid_IsAnErrorWithoutTheSecret(string text, string found)
    {
        var finding = Assert.Single(Validate(new() { ConnectionString = text }));
        Assert.Equal($"Error Gateway:Redis:ConnectionString: {found}", finding);
        Assert.DoesNotContain("hunter2", finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Password_InTheClearToAnotherMachine_IsAWarning() =>
        Assert.Equal(["Warning Gateway:Redis:ConnectionString: a password without ssl=true"], Validate(new() { ConnectionString = "redis:6379,password=pw" }));

    [Fact]
    public void Servers_SeveralWithADatabase_AreAWarning() => Assert.Equal(
        ["Warning Gateway:Redis:ConnectionString: several servers and a defaultDatabase"], Validate(new() { ConnectionString = "one:6379,two:6379,defaultDatabase=2" }));

    [Fact]
    public void CaPath_WithoutTlsOrFile_IsAnError()
    {
        var findings = Validate(new() { ConnectionString = "redis:6379", CaPath = "/nowhere/ca.pem" });
        Assert.Equal(2, findings.Count);
        Assert.All(findings, f => Assert.StartsWith("Error Gateway:Redis:CaPath: ", f, StringComparison.Ordinal));
    }

    [Fact]
    public void PartitionSecret_Short_IsAnError() =>
        Assert.Equal(["Error Gateway:Redis:PartitionSecret: a short secret"], Validate(new() { ConnectionString = "redis:6379", PartitionSecret = "short" }));

    [Fact]
    public void Parse_Always_StartsWithoutAServerAndSetsItsOwnTimes()
    {
        var parsed = RedisConnectionString.Parse("redis:6379,abortConnect=true,ssl=true", out _)!;
        Assert.False(parsed.AbortOnConnectFail);
        Assert.Equal((750, "", ""), (parsed.ConnectTimeout, parsed.TieBreaker, parsed.ConfigurationChannel));
#pragma warning disable CA5398 // Exactly these two are meant.
        Assert.Equal(System.Security.Authentication.SslProtocols.Tls12 | System.Security.Authentication.SslProtocols.Tls13, parsed.SslProtocols);
#pragma warning restore CA5398
    }
}
