using System.CommandLine;
using Gateway.Policies.Authentication.ApiKey;

namespace Gateway.Cli;

/// <summary><c>gateway keys create</c>.</summary>
internal static class KeysCreateCommand
{
    public static Command Create()
    {
        var consumer = new Option<string>("--consumer") { Description = "Who holds the key.", Required = true };
        var scopes = new Option<string[]>("--scope") { Description = "A scope that the key has; repeat for more.", AllowMultipleArgumentsPerToken = true };
        var roles = new Option<string[]>("--role") { Description = "A role that the key has; repeat for more.", AllowMultipleArgumentsPerToken = true };
        var tier = new Option<string?>("--tier") { Description = "The tier (plan) of the consumer, as in the Tiers of a rate limit." };
        var expires = KeyExpiry.Option();
        var note = new Option<string?>("--note") { Description = "Anything that helps people to tell keys apart." };
        var command = new Command("create", "Make a key, add it to the set and print it once.") { consumer, scopes, roles, tier, expires, note };
        var source = new KeysSource(command, makesKeys: true);
        command.SetAction((result, _) => source.RunAsync(result, async store =>
        {
            var created = await store.CreateAsync(new NewApiKey(result.GetValue(consumer)!)
            {
                Scopes = result.GetValue(scopes) ?? [],
                Roles = result.GetValue(roles) ?? [],
                Tier = result.GetValue(tier),
                ExpiresAt = result.GetValue(expires),
                Note = result.GetValue(note),
            });
            // The key alone on standard output, so that it can be piped into a secret store.
            await Console.Error.WriteLineAsync($"key {created.Entry.Id} for {created.Entry.Consumer}; it is shown this once:");
            Console.WriteLine(created.Text);
            return CommandLine.Success;
        }));
        return command;
    }
}
