using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Policies.Configuration.Binding;

namespace Gateway.Cli;

/// <summary><c>gateway lockout list</c>.</summary>
internal static class LockoutListCommand
{
    private static readonly CompositeFormat Layout = CompositeFormat.Parse("{0,-34}{1,-21}{2,-24}{3,-24}{4,-14}{5,-7}{6}");

    public static Command Create()
    {
        var command = new Command("list", "Show the locks that hold, the longest first. Accounts are not shown: the gateway keeps digests of them. Exit code 3: the gateway could not be asked.");
        var call = new AdminCalls(command, "lockout", "admin:lockouts:read");
        command.SetAction((result, cancellation) => call.RunAsync(result, HttpMethod.Get, "/lockouts", null, Report, cancellation));
        return command;
    }

    private static int Report(JsonElement answer)
    {
        var locks = answer.GetProperty("locks");
        if (locks.GetArrayLength() == 0) Console.WriteLine("Nobody is locked out.");
        else Row("ID", "LIMIT", "REALM", "NETWORK", "ENDS IN", "LOCKS", "STORE");
        foreach (var entry in locks.EnumerateArray())
        {
            Row(
                Text(entry, "id"), Text(entry, "limit"), Text(entry, "realm"), Text(entry, "network"),
                Duration.Format(TimeSpan.FromSeconds(entry.GetProperty("remainingSeconds").GetInt64())), entry.GetProperty("locks").GetInt32(), Text(entry, "store"));
        }

        if (!answer.GetProperty("complete").GetBoolean()) Console.Error.WriteLine("Redis does not answer: these are the locks of that replica alone");
        return CommandLine.Success;
    }

    // What stands in Redis was perhaps not written by a gateway: nothing of it may steer the terminal.
    private static string Text(JsonElement entry, string member) =>
        string.Concat((entry.GetProperty(member).GetString() ?? "").Select(static c => char.IsControl(c) ? '?' : c));

    private static void Row(params object[] cells) => Console.WriteLine(string.Format(CultureInfo.InvariantCulture, Layout, cells).TrimEnd());
}
