using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Gateway.Benchmarks.Support;
using Gateway.JsonSchema;

namespace Gateway.Benchmarks.JsonSchema;

/// <summary>One order document, parsed and validated: by our validator, by Ajv in Node, and only read by the framework's reader; in turns, so that all see the same machine.</summary>
internal static class AjvComparisonCommand
{
    private const int Rounds = 25, Validations = 40_000, WarmUp = 200_000;

    private static readonly string[] Files = ["package.json", "ajv.mjs", "order.schema.json", "order.json"];

    public static async Task<int> RunAsync()
    {
        var source = Path.Combine(RepositoryRoot.Path, "tests", "benchmarks", "JsonSchema");
        var order = await File.ReadAllBytesAsync(Path.Combine(source, "order.json"));
        var schema = JsonSchemaValidator.Parse(await File.ReadAllBytesAsync(Path.Combine(source, "order.schema.json")), new JsonSchemaOptions { AssertFormats = true });
        using var ajv = await AjvProcess.StartAsync(source, Files);
        Time(() => schema.IsValid(order), WarmUp);
        Time(() => Read(order), WarmUp);
        await ajv.TimeAsync(WarmUp);

        var (ours, reader, fromBytes, fromText) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var allocated = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            ours.Add(Time(() => schema.IsValid(order), Validations));
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            var (bytes, text) = await ajv.TimeAsync(Validations);
            fromBytes.Add(bytes);
            fromText.Add(text);
            reader.Add(Time(() => Read(order), Validations));
        }

        Print($"order of {order.Length} bytes, medians (least) of {Rounds} rounds in turns, ns for one:");
        Print($"  ours, from bytes                {Median(ours):0} ({ours.Min():0}), {(double)allocated / Validations:0.00} B allocated");
        Print($"  Utf8JsonReader, only reading    {Median(reader):0} ({reader.Min():0})");
        Print($"  Ajv, JSON.parse from a string   {Median(fromText):0} ({fromText.Min():0}): ours takes {Median(ours) / Median(fromText):0.00} of it");
        Print($"  Ajv, from bytes                 {Median(fromBytes):0} ({fromBytes.Min():0}): ours takes {Median(ours) / Median(fromBytes):0.00} of it");
        return 0;
    }

    private static bool Read(byte[] text)
    {
        var reader = new Utf8JsonReader(text);
        while (reader.Read())
        {
            // Only what every validation on top of it would pay.
        }

        return true;
    }

    private static double Time(Func<bool> action, int count)
    {
        var valid = 0;
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            if (action()) valid++;
        }

        var elapsed = Stopwatch.GetElapsedTime(began).TotalNanoseconds / count;
        return valid == count ? elapsed : throw new InvalidOperationException("found an order that is not valid");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
