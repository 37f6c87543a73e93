using System.CommandLine;
using Gateway.Policies.Authentication.ApiKey;

namespace Gateway.Cli;

/// <summary><c>gateway keys rotate</c>.</summary>
internal static class KeysRotateCommand
{
    private const int DefaultOverlapHours = 24;

    public static Command Create()
    {
        var file = KeysOptions.File();
        var pepperFile = KeysOptions.PepperFile();
        var pepperEnvironment = KeysOptions.PepperEnvironment();
        var id = new Argument<string>("ID") { Description = "The id of the key to replace, as list shows it." };
        var overlap = new Option<int>("--overlap-hours")
        {
            Description = "How long the old key goes on working, 0 to 8760 hours.",
            DefaultValueFactory = static _ => DefaultOverlapHours,
        };
        overlap.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 8760) result.AddError("--overlap-hours: allowed: 0 to 8760");
        });
        var prefix = new Option<string>("--prefix") { Description = "What the key begins with.", DefaultValueFactory = static _ => "gw" };
        var command = new Command("rotate", "Make a key with the same consumer, roles, scopes and tier, print it once, and let the old one end.")
        {
            id, file, overlap, prefix, pepperFile, pepperEnvironment,
        };
        command.SetAction(result => KeysOptions.Run(() =>
        {
            var key = result.GetValue(id)!;
            var pepper = KeysOptions.Pepper(result.GetValue(pepperFile), result.GetValue(pepperEnvironment));
            var hours = TimeSpan.FromHours(result.GetValue(overlap));
            var created = new ApiKeyFile(result.GetValue(file)!, TimeProvider.System).Rotate(key, result.GetValue(prefix)!, pepper, hours)
                ?? throw new ApiKeyFileException($"found no active key {key}; gateway keys list shows the keys");
            Console.Error.WriteLine($"key {created.Entry.Id} for {created.Entry.Consumer} replaces {key}, which ends in {hours.TotalHours:0} hours; it is shown this once:");
            Console.WriteLine(created.Text);
            return CommandLine.Success;
        }));
        return command;
    }
}
