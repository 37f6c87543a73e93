using System.Globalization;
using System.Text;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Report;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Transfers;

/// <summary>The rounds of every case, in the order in which they were measured. A part that was left out is empty.</summary>
/// <param name="Bodies">Answers and uploads.</param>
/// <param name="Full">New connections with a whole handshake.</param>
/// <param name="Resumed">New connections that resume a session.</param>
/// <param name="Schema">JSON bodies with and without a schema.</param>
internal sealed record TransferResults(
    IReadOnlyDictionary<Case, List<Sample>> Bodies, IReadOnlyDictionary<Case, List<Sample>> Full, IReadOnlyDictionary<Case, List<Sample>> Resumed, IReadOnlyDictionary<Case, List<Sample>> Schema)
{
    private static readonly Goal OfYarp = Goal.AtLeast(0.9);
    private static readonly Goal OfNginx = Goal.AtLeast(0.7);
    private static readonly Goal ForSchema = Goal.AtMost(10, " µs");

    public Conditions? Conditions { get; init; }

    /// <summary>What makes the results worthless, one sentence each.</summary>
    public IReadOnlyList<string> Faults() => [.. new[] { Bodies, Full, Resumed, Schema }.SelectMany(SampleFaults.Of)];

    /// <summary>Processor time that the schema adds to a request, in microseconds, round by round.</summary>
    public Distribution AddedBySchema => Distribution.Of(Schema[TransferCases.Checked].Zip(
        Schema[TransferCases.Unchecked], static (with, without) => with.ProcessorMicroseconds - without.ProcessorMicroseconds));

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        if (Conditions is { } conditions)
        {
            var (rounds, seconds, warmUp, connections) = conditions.Extent;
            ConditionsText.Append(text, conditions, string.Create(
                CultureInfo.InvariantCulture, $"{rounds} interleaved rounds of {seconds} s after at most {warmUp} s of warm-up, until the rate no longer rose; {connections} at a time"));
        }

        AppendBodies(text);
        AppendConnections(text);
        AppendSchema(text);
        return text.ToString();
    }

    private void AppendBodies(StringBuilder text)
    {
        if (Bodies.Count == 0) return;
        text.AppendLine("| | protocol | gateway req/s | noise | bare YARP req/s | noise | throughput to YARP | by CPU | core busy (gateway, YARP) | goal |");
        text.AppendLine("|---|---|---:|---:|---:|---:|---:|---:|---:|---|");
        foreach (var (gateway, yarp) in TransferCases.Bodies)
        {
            var pair = new Pairing(Bodies[gateway], Bodies[yarp]);
            var (own, other) = (Rate(pair.Own), Rate(pair.Other));
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {gateway.Scenario.Title} | {gateway.ProtocolName} | {own.Median:N0} | {Figures.Noise(own.Noise)} | {other.Median:N0} | {Figures.Noise(other.Noise)} | {Figures.Ratio(pair.Rate)} | {Figures.Ratio(pair.Processor)} | {Figures.Percent(Pairing.Busy(pair.Own))}, {Figures.Percent(Pairing.Busy(pair.Other))} | {OfYarp.Verdict(pair.Judged)} |");
        }

        text.AppendLine();
    }

    private void AppendConnections(StringBuilder text)
    {
        if (Full.Count == 0) return;
        text.AppendLine("| new connections | a second | noise | CPU µs | core busy | throughput to nginx | by CPU | goal |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---|");
        foreach (var (how, samples) in new[] { ("whole handshake", Full), ("resumed", Resumed) })
        {
            foreach (var measured in TransferCases.Connections)
            {
                var rounds = samples[measured];
                var pair = measured == TransferCases.NginxConnections ? null : new Pairing(rounds, samples[TransferCases.NginxConnections]);
                var name = measured == TransferCases.GatewayConnections ? "**gateway**" : measured.Contender;
                // The goal is for whole handshakes of the gateway.
                var verdict = pair is not null && samples == Full && measured == TransferCases.GatewayConnections ? OfNginx.Verdict(pair.Judged) : Figures.None;
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"| {name}, {how} | {Rate(rounds).Median:N0} | {Figures.Noise(Rate(rounds).Noise)} | {Processor(rounds).Median:N0} | {Figures.Percent(Pairing.Busy(rounds))} | {Figures.Ratio(pair?.Rate)} | {Figures.Ratio(pair?.Processor)} | {verdict} |");
            }
        }

        text.AppendLine();
    }

    private void AppendSchema(StringBuilder text)
    {
        if (Schema.Count == 0) return;
        text.AppendLine(CultureInfo.InvariantCulture, $"| {Payload.Order.Bytes:N0} bytes of JSON, POSTed | req/s | noise | CPU µs | allocated B |");
        text.AppendLine("|---|---:|---:|---:|---:|");
        foreach (var (name, measured) in new[] { ("without a schema", TransferCases.Unchecked), ("by schema", TransferCases.Checked) })
        {
            var rounds = Schema[measured];
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {name} | {Rate(rounds).Median:N0} | {Figures.Noise(Rate(rounds).Noise)} | {Processor(rounds).Median:F1} | {Figures.Bytes(Distribution.OfKnown(rounds.Select(static s => s.AllocatedBytes))?.Median)} |");
        }

        var added = AddedBySchema;
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Added by the schema: **{added.Median:F1} µs** of processor time ({added.LowerQuartile:F1} to {added.UpperQuartile:F1} in the middle half of the rounds; goal {ForSchema.Verdict(added.Median)}).");
    }

    private static Distribution Rate(List<Sample> samples) => Distribution.Of(samples.Select(static s => s.RequestsPerSecond));

    private static Distribution Processor(List<Sample> samples) => Distribution.Of(samples.Select(static s => s.ProcessorMicroseconds));
}
