using Gateway.Policies.Validation.Contracts;

namespace Gateway.Policies.Validation.Inventory;

/// <summary>
/// What the clients of a route ask for, beside what its contract declares: undeclared paths, methods, media types and parameters, and how often each declared
/// operation was called, zero included. Kept in this process since it began or the contract changed; of fixed size.
/// </summary>
internal sealed class ContractInventory
{
    /// <summary>Undeclared names that are told apart.</summary>
    public const int Places = 256;

    private const int LongestName = 200;

    private readonly Dictionary<ContractOperation, int> _numbers = [];
    private readonly long[] _calls;
    private readonly FrequentNames _undeclared = new(Places);

    public ContractInventory(ContractDocument contract, DateTimeOffset since)
    {
        (Contract, Since) = (contract, since);
        foreach (var operation in contract.Paths.SelectMany(static p => p.Operations)) _numbers.Add(operation, _numbers.Count);
        _calls = new long[_numbers.Count];
    }

    public ContractDocument Contract { get; }

    /// <summary>Since when it counts.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>Undeclared names given up for others: there were more than are kept.</summary>
    public long GivenUp => _undeclared.GivenUp;

    public void Called(ContractOperation operation)
    {
        if (_numbers.TryGetValue(operation, out var number)) Interlocked.Increment(ref _calls[number]);
    }

    public void UndeclaredPath(string method, ReadOnlySpan<char> path) => Add(UndeclaredKind.Path, $"{method} {PathShape.Of(path)}");

    public void UndeclaredMethod(string method, ContractPath path) => Add(UndeclaredKind.Method, $"{method} {path.Template.Text}");

    public void UndeclaredMediaType(ContractOperation operation, string mediaType) => Add(UndeclaredKind.MediaType, $"{operation.Id} {mediaType}");

    public void UndeclaredParameter(ContractOperation operation, ReadOnlySpan<char> name) => Add(UndeclaredKind.QueryParameter, $"{operation.Id} ?{name}");

    /// <summary>Each declared operation and how often it was called, in the order of the document.</summary>
    public IEnumerable<(ContractOperation Operation, long Calls)> Calls() => _numbers.Select(n => (n.Key, Interlocked.Read(ref _calls[n.Value])));

    /// <summary>The most frequent first.</summary>
    public IReadOnlyList<UndeclaredUse> Undeclared() => _undeclared.List();

    // What a client sends is cut short, and nothing in it moves a cursor.
    private void Add(UndeclaredKind kind, string name)
    {
        if (name.Length > LongestName) name = string.Concat(name.AsSpan(0, LongestName), "…");
        _undeclared.Add(kind, name.Any(char.IsControl) ? new string([.. name.Select(static c => char.IsControl(c) ? '?' : c)]) : name);
    }
}
