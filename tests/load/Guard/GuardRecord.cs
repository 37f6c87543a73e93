using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Benchmarks.Support;

namespace Gateway.LoadTests.Guard;

/// <summary>A case as it was recorded.</summary>
/// <param name="Ratio">Processor time of a request as a multiple of bare YARP's: the median of all rounds.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="GatewayMicroseconds">Processor time of a request in the gateway.</param>
/// <param name="YarpMicroseconds">The same in bare YARP.</param>
internal sealed record RecordedCase(double Ratio, double Low, double High, double GatewayMicroseconds, double YarpMicroseconds);

/// <summary>What the guard compares with: tests/load/guard.json, written by <c>guard --record</c>.</summary>
internal sealed record GuardRecord(DateOnly Date, string Commit, string Processor, string Runtime, int Rounds, IReadOnlyDictionary<string, RecordedCase> Cases)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string DefaultPath => Path.Combine(RepositoryRoot.Path, "tests", "load", "guard.json");

    /// <exception cref="LoadTestException">It is not there, or not what was written.</exception>
    public static GuardRecord Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<GuardRecord>(File.ReadAllText(path), Json) ?? throw new LoadTestException($"{path}: found null; allowed: what guard --record writes");
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            throw new LoadTestException($"{path}: {error.Message} Write it with: guard --record");
        }
    }

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n");
}
