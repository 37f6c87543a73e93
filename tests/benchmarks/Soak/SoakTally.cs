using System.Collections.Concurrent;

namespace Gateway.Benchmarks.Soak;

/// <summary>What was answered.</summary>
internal sealed class SoakTally
{
    private const int Shown = 20;

    private readonly ConcurrentDictionary<(string Name, int Status, string Protocol), int> _expected = new();
    private readonly ConcurrentQueue<string> _examples = new();
    private int _unexpected;

    public int Unexpected => _unexpected;

    public int Total => _expected.Values.Sum();

    public void Expected(SoakRequest request, int status, Version protocol) =>
        _expected.AddOrUpdate((request.Name, status, $"HTTP/{protocol}"), 1, static (_, count) => count + 1);

    public void Surprise(SoakRequest request, string what)
    {
        Interlocked.Increment(ref _unexpected);
        if (_examples.Count < Shown) _examples.Enqueue($"{request.Name}: expected {request.Status}, found {what}");
    }

    public void Write(TextWriter output)
    {
        foreach (var (key, count) in _expected.OrderBy(static e => (e.Key.Status, e.Key.Name, e.Key.Protocol)))
            output.WriteLine($"  {key.Status}  {key.Protocol}  {key.Name,-36}{count,10}");
        output.WriteLine($"{Total} answers as expected or explained, {Unexpected} not");
        foreach (var example in _examples) output.WriteLine($"  {example}");
    }
}
