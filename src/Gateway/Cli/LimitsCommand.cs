using System.CommandLine;

namespace Gateway.Cli;

/// <summary><c>gateway limits</c>: what the limits of a running gateway are doing.</summary>
internal static class LimitsCommand
{
    public static Command Create() => new("limits", "Look at the limits of a running gateway.")
    {
        LimitsTopCommand.Create(),
    };
}
