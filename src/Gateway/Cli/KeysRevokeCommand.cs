using System.CommandLine;
using Gateway.Policies.Authentication.ApiKey;

namespace Gateway.Cli;

/// <summary><c>gateway keys revoke</c>.</summary>
internal static class KeysRevokeCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "The id of the key, as list shows it." };
        var command = new Command("revoke", "Switch a key off. Its entry stays in the set as a record.") { id };
        var source = new KeysSource(command, makesKeys: false);
        command.SetAction((result, _) => source.RunAsync(result, async store =>
        {
            var key = result.GetValue(id)!;
            if (!await store.RevokeAsync(key)) throw new ApiKeyStoreException($"found no key {key}; gateway keys list shows the keys");
            await Console.Error.WriteLineAsync($"key {key} is revoked");
            return CommandLine.Success;
        }));
        return command;
    }
}
