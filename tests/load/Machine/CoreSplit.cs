using System.Globalization;

namespace Gateway.LoadTests.Machine;

/// <summary>
/// Which cores serve and which ones send. A server that shares its core with the load generator is measured together with it, so the two
/// are kept apart. Null where there is only one core: then nothing is pinned, and the report says so.
/// </summary>
internal sealed record CoreSplit(string? Server, string? Load, int ServerCount)
{
    /// <param name="allowed">The cores of this process as Linux writes them: "0-3,8".</param>
    /// <param name="servers">How many of them serve.</param>
    public static CoreSplit Of(string allowed, int servers)
    {
        var cores = Expand(allowed);
        if (cores.Count < 2) return new CoreSplit(null, null, 1);
        if (servers < 1 || servers >= cores.Count)
            throw new LoadTestException($"--server-cores: found {servers}; allowed on this machine: 1 to {cores.Count - 1}, the others send");
        return new CoreSplit(Join(cores.Take(servers)), Join(cores.Skip(servers)), servers);
    }

    public static CoreSplit OfThisProcess(int servers)
    {
        const string field = "Cpus_allowed_list:";
        var line = File.ReadLines("/proc/self/status").First(static l => l.StartsWith(field, StringComparison.Ordinal));
        return Of(line[field.Length..].Trim(), servers);
    }

    public string Describe() => Server is null
        ? "one core, shared by servers and load generator: the figures mean little"
        : $"servers on core {Server}, load generator, backend and Redis on core {Load}";

    private static List<int> Expand(string list)
    {
        var cores = new List<int>();
        foreach (var part in list.Split(','))
        {
            var ends = part.Split('-');
            var (first, last) = (int.Parse(ends[0], CultureInfo.InvariantCulture), int.Parse(ends[^1], CultureInfo.InvariantCulture));
            for (var core = first; core <= last; core++) cores.Add(core);
        }

        return cores;
    }

    private static string Join(IEnumerable<int> cores) => string.Join(',', cores.Select(static c => c.ToString(CultureInfo.InvariantCulture)));
}
