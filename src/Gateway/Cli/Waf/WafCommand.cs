using System.CommandLine;

namespace Gateway.Cli.Waf;

/// <summary><c>gateway waf</c>: rules of the Waf policy, offline.</summary>
internal static class WafCommand
{
    public static Command Create() => new("waf", "Try requests and tests against the rules of the Waf policy, and tune them by what it has reported.")
    {
        WafExplainCommand.Create(),
        WafTestCommand.Create(),
        WafTuneCommand.Create(),
    };
}
