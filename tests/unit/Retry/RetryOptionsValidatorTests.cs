using Gateway.Policies.Configuration;
using Gateway.Policies.Retry;

namespace Gateway.UnitTests.Retry;

public sealed class RetryOptionsValidatorTests
{
    [Fact]
    public void Options_WithoutEffect_AreWarnings()
    {
        Assert.Empty(Validate(new RetryOptions()));
        Assert.Equal(["Warning X: nothing after which a request is sent again"], Validate(new RetryOptions { Statuses = [], OnConnectionFailure = false }));
        Assert.Equal(["Warning X:PerTryTimeout: a time without OnTimeout"], Validate(new RetryOptions { PerTryTimeout = TimeSpan.FromSeconds(1) }));
    }

    private static string[] Validate(RetryOptions options)
    {
        var errors = new ConfigErrors();
        new RetryPolicy().Validate(options, new OptionsValidation(new GatewayOptions(), new ConfigObject(new ConfigLocation("gateway.json", 1, 1), "X", []), errors));
        return [.. errors.Sorted().Select(e => $"{e.Severity} {e.Path}: {e.Found}")];
    }
}
