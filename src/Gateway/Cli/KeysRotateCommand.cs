using System.CommandLine;
using Gateway.Policies.Authentication.ApiKey;

namespace Gateway.Cli;

/// <summary><c>gateway keys rotate</c>.</summary>
internal static class KeysRotateCommand
{
    private const int DefaultOverlapHours = 24;

    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "The id of the key to replace, as list shows it." };
        var overlap = WholeNumberOption.Create("--overlap-hours", DefaultOverlapHours, 0, 8760);
        overlap.Description = "How long the old key goes on working, 0 to 8760 hours.";
        var command = new Command("rotate", "Make a key with the same consumer, roles, scopes and tier, print it once, and let the old one end.") { id, overlap };
        var source = new KeysSource(command, makesKeys: true);
        command.SetAction((result, _) => source.RunAsync(result, async store =>
        {
            var key = result.GetValue(id)!;
            var hours = TimeSpan.FromHours(result.GetValue(overlap));
            var created = await store.RotateAsync(key, hours) ?? throw new ApiKeyStoreException($"found no active key {key}; gateway keys list shows the keys");
            await Console.Error.WriteLineAsync(
                $"key {created.Entry.Id} for {created.Entry.Consumer} replaces {key}, which ends in {hours.TotalHours:0} hours; it is shown this once:");
            Console.WriteLine(created.Text);
            return CommandLine.Success;
        }));
        return command;
    }
}
