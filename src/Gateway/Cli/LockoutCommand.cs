using System.CommandLine;

namespace Gateway.Cli;

/// <summary><c>gateway lockout</c>: what a running gateway has locked out. It asks the Admin listener, because counts are in its memory or in its Redis.</summary>
internal static class LockoutCommand
{
    public static Command Create() => new("lockout", "Show whom a running gateway has locked out for guessing, and end a lock.")
    {
        LockoutListCommand.Create(),
        LockoutUnlockCommand.Create(),
    };
}
