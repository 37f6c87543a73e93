using System.Globalization;
using System.Text;
using Gateway.LoadTests.Report;

namespace Gateway.LoadTests.Waf;

/// <summary>The results as Markdown for docs/benchmarks.md: whole requests, what the rules add, the engine alone.</summary>
internal static class WafTables
{
    private static readonly Goal Load = Goal.AtMost(1.5, " s");
    private static readonly Goal Memory = Goal.AtMost(40, " MB");

    public static string Of(WafResults results)
    {
        var text = new StringBuilder();
        if (results.Conditions is { } conditions)
        {
            var (rounds, seconds, warmUp, connections) = conditions.Extent;
            ConditionsText.Append(text, conditions, string.Create(
                CultureInfo.InvariantCulture,
                $"{results.Versions}\n{rounds} interleaved rounds of a fixed number of requests each (about {seconds} s), after at most {warmUp} s of warm-up, until the rate no longer rose; {connections} requests in flight"));
        }

        text.AppendLine("![Processor time of a request with and without rules](waf.svg)").AppendLine();
        AppendWhole(text, results);
        AppendShares(text, results);
        AppendEngines(text, results.Engines);
        text.Append("Refused by both with 403 before anything was measured, by these rules in both: ");
        text.AppendJoin("; ", results.Fired.Select(static f => $"{f.Key.Title}: {string.Join(", ", f.Value)}")).AppendLine(".");
        return text.ToString();
    }

    private static void AppendWhole(StringBuilder text, WafResults results)
    {
        text.AppendLine("| whole request, CPU µs | nginx | nginx + libmodsecurity | noise | gateway | **gateway + Waf** | noise | times as much in nginx | from – to | goal |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---|");
        foreach (var request in WafRequest.All)
        {
            var (nginx, gateway, times) = (results.Cost(WafSubject.NginxRules, request), results.Cost(WafSubject.GatewayRules, request), results.Times(request));
            text.AppendLine(string.Join(" | ",
                $"| {request.Title}", Micro(results.Cost(WafSubject.Nginx, request)), Micro(nginx), Figures.Noise(nginx.Noise),
                Micro(results.Cost(WafSubject.Gateway, request)), Micro(gateway), Figures.Noise(gateway.Noise), Times(times.Median), Range(times), $"{Goal.AtLeast(request.Times).Verdict(times.Median)} |"));
        }

        text.AppendLine();
    }

    private static void AppendShares(StringBuilder text, WafResults results)
    {
        text.AppendLine("| what the rules add | nginx, CPU µs | noise | gateway, CPU µs | noise | times as much in nginx | from – to | goal | allocated by the gateway without, with rules, B | goal for the difference |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---|---:|---|");
        foreach (var request in WafRequest.All)
        {
            var (nginx, gateway, times) = (results.Share(WafSubject.NginxRules, request), results.Share(WafSubject.GatewayRules, request), results.ShareTimes(request));
            var (without, with) = (results.Allocated(WafSubject.Gateway, request), results.Allocated(WafSubject.GatewayRules, request));
            text.AppendLine(string.Join(" | ",
                $"| {request.Title}", Micro(nginx), Figures.Noise(nginx.Noise), Micro(gateway), Figures.Noise(gateway.Noise), Times(times.Median), Range(times), Goal.AtLeast(request.Times).Verdict(times.Median),
                $"{Figures.Bytes(without)}, {Figures.Bytes(with)}", $"{(with - without is { } added ? Goal.AtMost(request.MostBytes, " B").Verdict(added) : Figures.None)} |"));
        }

        text.AppendLine();
    }

    private static void AppendEngines(StringBuilder text, IReadOnlyList<EngineFigures> engines)
    {
        if (engines.Count == 0) return;
        text.AppendLine("| the engine alone | rules | loaded in s | goal | heap MB | goal | heap MB when warm | resident MB | CPU µs, allocated B of a request |");
        text.AppendLine("|---|---:|---:|---|---:|---|---:|---:|---|");
        foreach (var engine in engines)
        {
            var costs = WafRequest.All.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Name} {engine.Requests[r.Name].ProcessorMicroseconds:F0}, {engine.Requests[r.Name].AllocatedBytes:F0}"));
            text.AppendLine(string.Join(" | ",
                $"| {engine.Rules}", engine.Count.ToString(CultureInfo.InvariantCulture), Text(engine.LoadSeconds, "F2"), Load.Verdict(engine.LoadSeconds), Text(engine.HeapMegabytes, "F1"), Memory.Verdict(engine.HeapMegabytes),
                Text(engine.WarmHeapMegabytes, "F1"), Text(engine.ResidentMegabytes, "F1"), $"{string.Join("; ", costs)} |"));
        }

        text.AppendLine();
    }

    private static string Micro(Distribution values) => Text(values.Median, values.Median < 1000 ? "F1" : "N0");

    private static string Times(double value) => Text(value, "F1");

    private static string Range(Distribution values) => $"{Times(values.LowerQuartile)} – {Times(values.UpperQuartile)}";

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
