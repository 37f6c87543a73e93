using System.CommandLine;
using Gateway.Policies.Authentication.ApiKey;

namespace Gateway.Cli;

/// <summary><c>gateway keys revoke</c>.</summary>
internal static class KeysRevokeCommand
{
    public static Command Create()
    {
        var file = KeysOptions.File();
        var id = new Argument<string>("ID") { Description = "The id of the key, as list shows it." };
        var command = new Command("revoke", "Switch a key off. Its entry stays in the file as a record.") { id, file };
        command.SetAction(result => KeysOptions.Run(() =>
        {
            var key = result.GetValue(id)!;
            if (!new ApiKeyFile(result.GetValue(file)!, TimeProvider.System).Revoke(key))
                throw new ApiKeyFileException($"found no key {key}; gateway keys list shows the keys");
            Console.Error.WriteLine($"key {key} is revoked");
            return CommandLine.Success;
        }));
        return command;
    }
}
