using Gateway.Policies.Authentication;
using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;

namespace Gateway.Cli;

/// <summary>A route's effective policies in one line.</summary>
internal static class RouteSummary
{
    public static string Of(LoadedRoute route) => string.Join(" · ", route.Policies.Options.Select(p => Show(p.Key, p.Value)));

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
