using Gateway.Policies.Configuration;
using Gateway.Policies.Lockout;
using Gateway.Policies.Redis;
using Gateway.UnitTests.Authentication;

namespace Gateway.UnitTests.Lockout;

public sealed class LockoutOptionsValidatorTests
{
    [Fact]
    public void Validate_Sensible_NothingFound() => Assert.Empty(Validate(new LockoutOptions { AccountFrom = ["Json:/username"] }));

    [Fact]
    public void Validate_EachMistake_IsFound()
    {
        var found = Validate(new LockoutOptions
        {
            AccountFrom = ["Basic", "Basic"],
            FirstDelay = TimeSpan.FromMinutes(1),
            LockFor = TimeSpan.FromHours(20),
            MaxLockFor = TimeSpan.FromHours(1),
            SuccessStatuses = [200, 403],
            DelayAfter = 10,
            Shared = true,
            LockAfter = 200,
            OnStoreFailure = LockoutStoreFailure.Deny,
            Network = new() { DelayAfter = 100 },
        });
        Assert.Equal(
            ["AccountFrom:Error", "FirstDelay:Error", "LockAfter:Warning", "LockFor:Error", "Network:DelayAfter:Warning", "OnStoreFailure:Warning", "Shared:Warning", "SuccessStatuses:Error"],
            found);
    }

    [Fact]
    public void Validate_DelayNoSoonerThanTheLock_Warns() =>
        Assert.Equal(["DelayAfter:Warning"], Validate(new LockoutOptions { AccountFrom = ["Basic"], DelayAfter = 10 }));

    [Theory]
    [InlineData("Header:X-User")]
    [InlineData("Header:x-forwarded-user")]
    [InlineData("Header:Client-IP")]
    public void Validate_HeaderThatNobodyMaySend_IsFound(string from)
    {
        Assert.Equal(["AccountFrom[0]:Error"], Validate(new LockoutOptions { AccountFrom = [from] }));
        Assert.Empty(Validate(new LockoutOptions { AccountFrom = ["Header:X-Login"] }));
    }

    [Fact]
    public void Validate_NothingToTellAccountsBy_WarnsThatNetworksAreCountedAlone()
    {
        Assert.Equal(["AccountFrom:Warning"], Validate(new LockoutOptions()));
        Assert.Empty(Validate(new LockoutOptions { Failures = ["Gateway"] }));
    }

    [Fact]
    public void Validate_RedisWithoutSecret_Warns()
    {
        var options = new LockoutOptions { AccountFrom = ["Basic"] };
        Assert.Equal(["AccountFrom:Warning"], Validate(options, new RedisOptions()));
        Assert.Empty(Validate(options, new RedisOptions { PartitionSecret = "0123456789abcdef" }));
        options.Shared = false;
        Assert.Empty(Validate(options, new RedisOptions()));
    }

    private static IEnumerable<string> Validate(LockoutOptions options, RedisOptions? redis = null)
    {
        var (validation, errors) = TestGateway.Validation(new GatewayOptions { Redis = redis });
        LockoutOptionsValidator.Validate(options, validation);
        return [.. errors.Sorted().Select(static e => $"{e.Path["Here:".Length..]}:{e.Severity}").Order(StringComparer.Ordinal)];
    }
}
