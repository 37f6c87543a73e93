using System.CommandLine;

namespace Gateway.Cli;

/// <summary><c>gateway keys</c>: manages a key file. A running gateway reads it when it starts.</summary>
internal static class KeysCommand
{
    public static Command Create() => new("keys", "Manage the API keys of a key file. The file holds hashes; a key is shown once, when it is made.")
    {
        KeysCreateCommand.Create(),
        KeysListCommand.Create(),
        KeysRotateCommand.Create(),
        KeysRevokeCommand.Create(),
    };
}
