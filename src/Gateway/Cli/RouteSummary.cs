using Gateway.Policies;
using Gateway.Policies.Authentication;
using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;

namespace Gateway.Cli;

/// <summary>A route's effective policies in one line.</summary>
internal static class RouteSummary
{
    public static string Of(LoadedRoute route) => string.Join(" · ", Ordered(route).Select(static p => Show(p.Key, p.Value)));

    // As they run, not as somebody wrote them.
    private static IEnumerable<KeyValuePair<string, PolicyOptions>> Ordered(LoadedRoute route) =>
        PolicyCatalog.Policies.Where(p => route.Policies.Options.ContainsKey(p.Name)).Select(p => KeyValuePair.Create(p.Name, route.Policies.Options[p.Name]));

    private static string Show(string name, PolicyOptions options)
    {
        var detail = options switch
        {
            AuthenticationOptions { Anonymous: { } anonymous, Schemes: { Count: > 0 } schemes } =>
                $"{string.Join(" or ", schemes)}, Anonymous where the document says so ({anonymous.Reason})",
            AuthenticationOptions { Anonymous: { } anonymous } => $"Anonymous ({anonymous.Reason})",
            AuthenticationOptions authentication => string.Join(" or ", authentication.Schemes ?? []),
            _ => name,
        };
        return options.Mode is PolicyMode.Enforce ? detail : $"{detail} [{options.Mode}]";
    }
}
