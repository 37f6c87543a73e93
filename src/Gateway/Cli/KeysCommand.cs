using System.CommandLine;

namespace Gateway.Cli;

/// <summary><c>gateway keys</c>: manages sets of API keys. A running gateway takes changes over within a second.</summary>
internal static class KeysCommand
{
    public static Command Create() => new("keys", "Manage the API keys of a key file, or of a set in Redis. Hashes are stored; a key is shown once, when it is made.")
    {
        KeysCreateCommand.Create(),
        KeysListCommand.Create(),
        KeysRotateCommand.Create(),
        KeysRevokeCommand.Create(),
    };
}
