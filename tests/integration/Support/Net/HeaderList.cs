using System.Collections;

namespace Gateway.IntegrationTests.Support;

/// <summary>Header lines in the order and case in which they came, repeated ones included.</summary>
public sealed class HeaderList(IEnumerable<(string Name, string Value)> lines) : IReadOnlyList<(string Name, string Value)>
{
    private readonly (string Name, string Value)[] _lines = [.. lines];

    public static HeaderList Empty { get; } = new([]);

    public int Count => _lines.Length;

    public (string Name, string Value) this[int index] => _lines[index];

    /// <summary>The only value of a header, or null; throws when it is repeated, because then "the value" is ambiguous.</summary>
    public string? this[string name] => All(name) switch
    {
        [] => null,
        [var only] => only,
        var many => throw new InvalidOperationException($"header {name} came {many.Count} times: {string.Join(" | ", many)}"),
    };

    public IReadOnlyList<string> All(string name) =>
        [.. _lines.Where(line => line.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(line => line.Value)];

    public bool Has(string name) => All(name).Count > 0;

    public IEnumerator<(string Name, string Value)> GetEnumerator() => ((IEnumerable<(string, string)>)_lines).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Join('\n', _lines.Select(line => $"{line.Name}: {line.Value}"));
}
