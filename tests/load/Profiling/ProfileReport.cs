using System.Globalization;
using System.Text;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Report;

namespace Gateway.LoadTests.Profiling;

/// <summary>Two servers side by side, step by step, as Markdown.</summary>
internal sealed class ProfileReport(Profile gateway, Profile yarp)
{
    private const int Types = 12;
    private const int CodesOfAStep = 8;

    // Below, a row says nothing: both would be written as 0.0.
    private const double LeastMicroseconds = 0.05;
    private const double LeastBytes = 0.5;

    public string ToMarkdown(Conditions? conditions)
    {
        var text = new StringBuilder();
        if (conditions is not null) Head(text, conditions);
        text.AppendLine("| step | gateway µs | bare YARP µs | difference | gateway B | bare YARP B | difference |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach (var step in Enum.GetValues<Step>())
        {
            var (time, bytes) = ((gateway.Microseconds(step), yarp.Microseconds(step)), (gateway.Bytes(step), yarp.Bytes(step)));
            if (Math.Max(time.Item1, time.Item2) < LeastMicroseconds && Math.Max(bytes.Item1, bytes.Item2) < LeastBytes) continue;
            text.AppendLine($"| {step.Title()} | {Times(time.Item1, time.Item2)} | {Sizes(bytes.Item1, bytes.Item2)} |");
        }

        text.AppendLine($"| **together** | {Times(gateway.Sample.ProcessorMicroseconds, yarp.Sample.ProcessorMicroseconds)} | {Sizes(gateway.Sample.AllocatedBytes ?? 0, yarp.Sample.AllocatedBytes ?? 0)} |");
        if (gateway.Instructions is { } ours && yarp.Instructions is { } theirs)
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Instructions in user mode for each request: gateway {ours:N0}, bare YARP {theirs:N0}, difference {ours - theirs:N0}.");
        text.AppendLine().AppendLine("| type | gateway B | bare YARP B | difference |").AppendLine("|---|---:|---:|---:|");
        foreach (var type in gateway.Allocated.Types(Types))
            text.AppendLine($"| {Code(type)} | {Sizes(gateway.Allocated.Share(type) * (gateway.Sample.AllocatedBytes ?? 0), yarp.Allocated.Share(type) * (yarp.Sample.AllocatedBytes ?? 0))} |");
        return text.ToString();
    }

    /// <summary>The code behind each step of the gateway, for whoever wants to make it faster.</summary>
    public string Details()
    {
        var text = new StringBuilder();
        foreach (var step in Enum.GetValues<Step>())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{step}: {gateway.Microseconds(step):F2} µs, {gateway.Bytes(step):F0} B");
            foreach (var (code, share) in gateway.Time.Codes(step, CodesOfAStep)) text.AppendLine(CultureInfo.InvariantCulture, $"  {share * gateway.Sample.ProcessorMicroseconds,6:F2} µs  {code}");
            foreach (var (code, share) in gateway.Allocated.Steps.Codes(step, CodesOfAStep)) text.AppendLine(CultureInfo.InvariantCulture, $"  {share * (gateway.Sample.AllocatedBytes ?? 0),6:F0} B   {code}");
        }

        return text.ToString();
    }

    private void Head(StringBuilder text, Conditions conditions)
    {
        text.AppendLine("```");
        text.AppendLine(CultureInfo.InvariantCulture, $"{conditions.System}, {conditions.Processor}, {conditions.ProcessorCount} cores");
        text.AppendLine(CultureInfo.InvariantCulture, $"{conditions.Runtime}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{conditions.Pinning}");
        text.AppendLine(CultureInfo.InvariantCulture, $"gateway: {gateway.Case.Scenario.Title}, {gateway.Case.ProtocolName}, {Figures.Rate(gateway.Sample.RequestsPerSecond)} req/s; bare YARP: {yarp.Case.Scenario.Title}, {Figures.Rate(yarp.Sample.RequestsPerSecond)} req/s");
        text.AppendLine(CultureInfo.InvariantCulture, $"{conditions.Extent.Connections} requests in flight; {gateway.Time.Total:N0} and {yarp.Time.Total:N0} samples of {conditions.Extent.Seconds} s");
        text.AppendLine(CultureInfo.InvariantCulture, $"{ConditionsText.Noise(conditions)}");
        text.AppendLine("```").AppendLine();
        if (conditions.IsNoisy) text.AppendLine(CultureInfo.InvariantCulture, $"**The machine was not idle: {ConditionsText.Noise(conditions)}. The figures are not to be relied on.**").AppendLine();
    }

    // Names of types have backticks and, in local functions, bars.
    private static string Code(string name) => $"`` {name.Replace("|", "\\|", StringComparison.Ordinal)} ``";

    private static string Times(double ours, double theirs) => string.Create(CultureInfo.InvariantCulture, $"{ours:F1} | {theirs:F1} | {ours - theirs:+0.0;-0.0;0.0}");

    private static string Sizes(double ours, double theirs) => string.Create(CultureInfo.InvariantCulture, $"{ours:N0} | {theirs:N0} | {ours - theirs:+#,0;-#,0;0}");
}
