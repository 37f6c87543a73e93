using System.Globalization;
using System.Text;

namespace Gateway.LoadTests.Replicas;

/// <summary>The model's answers for docs/scale.md.</summary>
internal static class ScaleTable
{
    private const int Replicas = 100;
    private const double RequestsPerSecond = 1_000_000;

    public static IReadOnlyList<Traffic> Shapes { get; } =
    [
        new("one client, one limit, on all replicas; a second", 1, Replicas, 1),
        new("one client, its requests on 64 replicas", 1, ScaleModel.LeasingReplicas, 1),
        new("100 clients, each on all replicas; a second", 100, Replicas, 1),
        new("the same, limits of a minute", 100, Replicas, 60),
        new("1,000 clients, each on all replicas; a minute", 1_000, Replicas, 60),
        new("1,000 clients, each on 8 replicas; a second", 1_000, 8, 1),
        new("the same, limits of a minute", 1_000, 8, 60),
        new("100,000 clients of 10 a second; a minute", 100_000, 8, 60),
    ];

    public static string Of(ScaleInputs inputs)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"From {inputs.RequestsPerCore:N0} req/s on a core of gateways and {inputs.MicrosecondsPerCall:F1} µs of Redis for a call: **{ScaleModel.Cores(RequestsPerSecond, inputs):N0} cores** of gateways for {RequestsPerSecond:N0} req/s, and {ScaleModel.CallsPerMaster(inputs):N0} calls a second on a master, each {ScaleModel.Planned * 100:F0} % busy.");
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"| {RequestsPerSecond:N0} req/s on {Replicas} replicas | req/s of a client on a replica | calls / request | calls / s | masters | what saturates first |");
        text.AppendLine("|---|---:|---:|---:|---:|---|");
        foreach (var shape in Shapes)
        {
            var need = ScaleModel.Of(shape, RequestsPerSecond, inputs);
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {shape.Title} | {RequestsPerSecond / shape.Keys / shape.ReplicasPerKey:N0} | {need.CallsPerRequest:F4} | {need.CallsPerSecond:N0} | {(IsTooHot(need, inputs) ? "–" : need.Masters.ToString("N0", CultureInfo.InvariantCulture))} | {First(need, inputs)} |");
        }

        return text.ToString();
    }

    // A key is on one master: more of them do not help it.
    private static bool IsTooHot(Need need, ScaleInputs inputs) => need.BusiestKey > ScaleModel.CallsPerMaster(inputs);

    private static string First(Need need, ScaleInputs inputs) =>
        IsTooHot(need, inputs) ? "the master of that key" : need.Masters > ScaleModel.Cores(RequestsPerSecond, inputs) / 4 ? "Redis, which grows with the masters" : "the cores of the gateways";
}
