using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Gateway.Policies.Configuration;
using Gateway.Policies.Events;
using Gateway.Policies.Lockout;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Validation.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Policies.Authentication;

/// <summary>Who is calling: verifies the one credential of a request by the schemes that the route accepts.</summary>
internal sealed class AuthenticationPolicy : Policy<AuthenticationOptions>
{
    public const string PolicyName = "Authentication";

    // Routes with the same map share its projection, so that the headers made for an identity fit all of them.
    private static readonly ConditionalWeakTable<GatewayOptions, ConcurrentDictionary<string, IdentityProjection>> Projections = [];

    public override string Name => PolicyName;

    public override bool DecidesAccess => true;

    public override bool CanBeOff => false;

    protected override void Validate(AuthenticationOptions options, OptionsValidation validation) =>
        AuthenticationOptionsValidator.Validate(options, validation);

    /// <summary>The stage of a route; null for an anonymous one.</summary>
    internal static RequestStage? Compile(AuthenticationOptions options, RouteCompilation compilation)
    {
        if (options.Schemes is not { Count: > 0 }) return null;
        var services = compilation.Services;
        var metrics = services.GetRequiredService<AuthenticationMetrics>();
        var schemes = Schemes(options, compilation);
        // One guard against guesses is enough: whoever is delayed by Lockout is not refused a second time by the budget.
        var budget = options.FailureBudget is { Enabled: true } b && !LockoutPolicy.ReplacesFailureBudget(compilation)
            ? services.GetRequiredService<FailureBudgets>().Get(b.Permits, b.Window)
            : null;
        return new AuthenticationStage(
            Accepted(schemes, metrics),
            new AuthenticationRejections(Challenges(schemes)),
            budget,
            Forwarding(options, compilation),
            metrics,
            passesNobody: DocumentAccess.MayOpen(compilation.Effective, options));
    }

    /// <summary>What a 401 of the route offers (RFC 9110 section 11.6.1): each distinct challenge of its schemes once.</summary>
    internal static string[] Challenges(AuthenticationOptions options, RouteCompilation compilation) => Challenges(Schemes(options, compilation));

    /// <summary>The same of some schemes.</summary>
    internal static string[] Challenges(IEnumerable<string> schemes, RouteCompilation compilation) => Challenges(Schemes(schemes, compilation));

    /// <summary>The schemes of a route, for those who have to find its credential before it is verified; none for an anonymous route.</summary>
    internal static AcceptedScheme[] Accepted(AuthenticationOptions options, RouteCompilation compilation) =>
        Accepted(Schemes(options, compilation), compilation.Services.GetRequiredService<AuthenticationMetrics>());

    private static AcceptedScheme[] Accepted(AuthenticationScheme[] schemes, AuthenticationMetrics metrics) =>
        [.. schemes.Select(s => new AcceptedScheme(s, metrics.Of(s.Name)))];

    private static string[] Challenges(AuthenticationScheme[] schemes) => [.. schemes.Select(static s => s.Challenge).Distinct(StringComparer.Ordinal)];

    private static AuthenticationScheme[] Schemes(AuthenticationOptions options, RouteCompilation compilation) => Schemes(options.Schemes ?? [], compilation);

    private static AuthenticationScheme[] Schemes(IEnumerable<string> schemes, RouteCompilation compilation)
    {
        var resolver = compilation.Services.GetRequiredService<AuthenticationSchemes>();
        return [.. schemes.Select(name => resolver.Resolve(name, compilation.Gateway))];
    }

    private static IdentityForwarding Forwarding(AuthenticationOptions options, RouteCompilation compilation)
    {
        var map = options.IdentityHeaders.OrderBy(static p => p.Key, StringComparer.OrdinalIgnoreCase).ToArray();
        var key = string.Join('\n', map.Select(static p => $"{p.Key}\n{p.Value}"));
        var events = compilation.Services.GetRequiredService<IEventSink>();
        var projection = Projections.GetOrCreateValue(compilation.Gateway).GetOrAdd(key, _ => new IdentityProjection(map, events));
        var reports = options.Mode is PolicyMode.Report;
        return new IdentityForwarding(
            projection,
            reports,
            reports && options.Until is { } until ? new DateTimeOffset(until.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero) : null,
            compilation.Services.GetRequiredService<TimeProvider>());
    }
}
