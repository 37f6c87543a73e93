using System.CommandLine;
using System.Globalization;
using System.Text;
using Gateway.Policies.Authentication.ApiKey;

namespace Gateway.Cli;

/// <summary><c>gateway keys list</c>.</summary>
internal static class KeysListCommand
{
    private static readonly CompositeFormat Layout = CompositeFormat.Parse("{0,-18}{1,-24}{2,-10}{3,-22}{4}");

    public static Command Create()
    {
        var command = new Command("list", "Show the keys of a set: who holds them and what they may do, not the keys.");
        var source = new KeysSource(command, makesKeys: false);
        command.SetAction((result, _) => source.RunAsync(result, async store =>
        {
            var keys = await store.ListAsync();
            var now = TimeProvider.System.GetUtcNow();
            Row("ID", "CONSUMER", "STATE", "EXPIRES", "SCOPES, ROLES AND TIER");
            foreach (var key in keys)
                Row(key.Id, key.Consumer, key.State(now), Expiry(key), string.Join(' ', Rights(key)));
            return CommandLine.Success;
        }));
        return command;
    }

    private static void Row(params object[] cells) => Console.WriteLine(string.Format(CultureInfo.InvariantCulture, Layout, cells).TrimEnd());

    private static IEnumerable<string> Rights(ApiKeyEntry key) =>
        [.. key.Scopes, .. key.Roles.Select(static r => "role:" + r), .. key.Tier is { } tier ? ["tier:" + tier] : Array.Empty<string>()];

    private static string Expiry(ApiKeyEntry key) =>
        key.ExpiresAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "never";
}
