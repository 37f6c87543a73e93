using Gateway.LoadTests.Processes;

namespace Gateway.LoadTests.Machine;

/// <summary>Installs what is missing with apt where that needs no password, as test.sh does.</summary>
internal static class ToolInstaller
{
    // Debian's maintainer scripts start a server that they install; a load test wants its own, not one on port 80.
    private static readonly Dictionary<string, string?> Quietly = new(StringComparer.Ordinal) { ["DEBIAN_FRONTEND"] = "noninteractive", ["RUNLEVEL"] = "1" };

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Returns the optional tools that are not there.</summary>
    /// <exception cref="LoadTestException">A required one is missing and cannot be installed.</exception>
    public static async Task<IReadOnlyList<Tool>> EnsureAsync(IReadOnlyList<Tool> wanted, bool mayInstall, CancellationToken cancellation)
    {
        var missing = Missing(wanted);
        if (missing.Count == 0) return [];
        var packages = string.Join(' ', missing.Select(static t => t.Package));
        if (mayInstall && await RootPrefixAsync(cancellation) is { } root)
        {
            Console.WriteLine($"installing {packages}");
            string[] install = [.. root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", .. missing.Select(static t => t.Package)];
            // The package lists of a fresh machine are empty or stale: update once, only when the first try fails.
            if (!await SucceedsAsync(install, cancellation))
            {
                await SucceedsAsync([.. root, "apt-get", "update", "-qq"], cancellation);
                await SucceedsAsync(install, cancellation);
            }

            missing = Missing(wanted);
        }

        if (missing.Exists(static t => t.IsRequired))
            throw new LoadTestException($"missing: {string.Join(", ", missing.Select(static t => t.Command))}. Install with: apt-get install {packages}");
        return missing;
    }

    private static List<Tool> Missing(IEnumerable<Tool> wanted) => [.. wanted.Where(static t => t.Find() is null)];

    private static async Task<string[]?> RootPrefixAsync(CancellationToken cancellation)
    {
        if (!File.Exists("/usr/bin/apt-get")) return null;
        if (Environment.IsPrivilegedProcess) return ["env"];
        return File.Exists("/usr/bin/sudo") && await SucceedsAsync(["sudo", "-n", "true"], cancellation) ? ["sudo", "-n"] : null;
    }

    private static async Task<bool> SucceedsAsync(string[] command, CancellationToken cancellation) =>
        (await ShortCommand.RunAsync(command[0], command[1..], Patience, cancellation, Quietly)).ExitCode == 0;
}
