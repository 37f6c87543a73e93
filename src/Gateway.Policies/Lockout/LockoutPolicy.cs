using Gateway.Policies.Authentication;
using Gateway.Policies.Configuration;
using Gateway.Policies.Lockout.Accounts;
using Gateway.Policies.Lockout.Counting;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits.Buffering;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Policies.Lockout;

/// <summary>Delays and locks for those who guess credentials: decided before authentication, counted by what the answer says.</summary>
internal sealed class LockoutPolicy : Policy<LockoutOptions>
{
    public const string PolicyName = "Lockout";

    public override string Name => PolicyName;

    /// <summary>The stage that admits attempts; null where nothing can be an attempt.</summary>
    public static RequestStage? Compile(PolicyOptions policyOptions, RouteCompilation route)
    {
        var options = (LockoutOptions)policyOptions;
        var schemes = options.CountsGateway && route.Effective.GetValueOrDefault(AuthenticationPolicy.PolicyName) is AuthenticationOptions authentication
            ? AuthenticationPolicy.Accepted(authentication, route)
            : [];
        // Only the gateway's own failures count, and the route is anonymous: there are none.
        if (!options.CountsBackend && schemes.Length == 0) return null;
        var services = route.Services;
        var stores = services.GetRequiredService<LockoutStores>();
        var guard = new LockoutGuard(options, route.RouteId, schemes, stores.For(options), stores.Names);
        var reader = new AccountReader(options, services.GetRequiredService<BodyBuffering>(), services.GetRequiredService<BodyDecoding>());
        return new LockoutStage(guard, reader, services.GetRequiredService<LockoutRecorder>());
    }

    /// <summary>The stage that counts what the backend answers; null where that does not count.</summary>
    public static ResponseStage? CompileResponse(PolicyOptions policyOptions, RouteCompilation route) =>
        policyOptions is LockoutOptions { CountsBackend: true } ? new LockoutResponseStage() : null;

    /// <summary>Lockout counts, and refuses for, what the budget of failures in Authentication would count as well: one of the two is enough.</summary>
    public static bool ReplacesFailureBudget(RouteCompilation route) =>
        route.Effective.GetValueOrDefault(PolicyName) is LockoutOptions { Mode: PolicyMode.Enforce, CountsGateway: true };

    protected override void Validate(LockoutOptions options, OptionsValidation validation) => LockoutOptionsValidator.Validate(options, validation);
}
