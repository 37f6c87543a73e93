using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Gateway.Benchmarks.Soak;
using Gateway.Benchmarks.Support;
using Gateway.UnitTests.Validation;

namespace Gateway.Benchmarks.Contracts;

/// <summary>
/// What a gateway process holds at most (VmHWM) when it starts with a large OpenAPI document, and while it loads it anew, the old contract still serving;
/// beside a small document. Linux only.
/// </summary>
internal static class ContractsCommand
{
    private const int Reloads = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync()
    {
        Console.WriteLine($"| document | MiB | routes | until it serves, s | peak, MiB | peak of each of {Reloads} reloads, MiB |");
        Console.WriteLine("|---|---:|---|---:|---:|---|");
        foreach (var isYaml in (bool[])[false, true])
        {
            await MeasureAsync("6 operations", isYaml, Text(isYaml, 6), "one", "");
            await MeasureAsync("6,000 operations", isYaml, Text(isYaml, LargeDocument.Operations), "one", "");
            await MeasureAsync("6,000 operations", isYaml, Text(isYaml, LargeDocument.Operations), "two, same options", Route("b", isYaml, ""));
            await MeasureAsync("6,000 operations", isYaml, Text(isYaml, LargeDocument.Operations), "two, one checks answers", Route("b", isYaml, """, "Response": "Report" """));
        }

        return 0;
    }

    private static string Text(bool isYaml, int operations) => isYaml ? LargeDocument.Yaml(operations) : LargeDocument.Json(operations);

    private static string Name(bool isYaml) => isYaml ? "api.yaml" : "api.json";

    private static string Route(string id, bool isYaml, string more) =>
        Configurations.Route(id, $$""" {{Configurations.Anonymous}}, "Validation": { "OpenApi": "{{Name(isYaml)}}", "BasePath": "/{{id}}"{{more}} } """);

    private static async Task MeasureAsync(string what, bool isYaml, string document, string routes, string second)
    {
        using var configurations = new Configurations();
        var file = configurations.Put(Name(isYaml), document);
        // The same base path for both: their contracts are to be one.
        var members = Route("a", isYaml, "") + (second.Length == 0 ? "" : "," + second.Replace("\"BasePath\": \"/b\"", "\"BasePath\": \"/a\"", StringComparison.Ordinal));
        var watch = Stopwatch.StartNew();
        await using var gateway = await GatewayProcess.StartAsync(configurations.Write("gateway.json", members));
        var seconds = watch.Elapsed.TotalSeconds;
        var peak = Peak(gateway.Id);
        var peaks = new List<long>();
        for (var i = 0; i < Reloads; i++)
        {
            // 5: the high-water mark begins anew (proc_pid_clear_refs(5)).
            await File.WriteAllTextAsync($"/proc/{gateway.Id}/clear_refs", "5");
            await File.WriteAllTextAsync(file, document + new string(' ', i + 1));
            await ReloadedAsync(configurations, i + 1);
            peaks.Add(Peak(gateway.Id));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {what}, {(isYaml ? "YAML" : "JSON")} | {document.Length / 1048576.0:0.0} | {routes} | {seconds:0.0} | {peak} | {string.Join(", ", peaks)} |"));
    }

    private static async Task ReloadedAsync(Configurations configurations, int times)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (Events(configurations.PathOf("events.log")).Count(static e => e == "config.reloaded") < times) await Task.Delay(50, patience.Token);
    }

    private static List<string?> Events(string path)
    {
        if (!File.Exists(path)) return [];
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static l => l.EndsWith('}')).Select(static l =>
        {
            using var json = JsonDocument.Parse(l);
            return json.RootElement.GetProperty("event").GetString();
        })];
    }

    private static long Peak(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(static l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], NumberStyles.None, CultureInfo.InvariantCulture) >> 10;
    }
}
