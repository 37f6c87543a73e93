using System.Diagnostics.CodeAnalysis;
using System.Net;
using Gateway.Policies.Networking;

namespace Gateway.Policies.RateLimit.Usage;

/// <summary>A client as an operator describes it: values of what rules tell clients apart by.</summary>
internal sealed class ClientDescription
{
    private readonly Dictionary<PartitionKey, string> _values = [];

    /// <summary>The forms, in the words of the error message.</summary>
    public const string AllowedForms = "Address=VALUE, Consumer=VALUE, Claim:NAME=VALUE, Header:NAME=VALUE or Cookie:NAME=VALUE, each once";

    private ClientDescription()
    {
    }

    public IPAddress? Address { get; private set; }

    /// <summary>Reads descriptions in <see cref="AllowedForms"/>; false, with the one that is wrong, for any other.</summary>
    public static bool TryParse(IEnumerable<string?> texts, [NotNullWhen(true)] out ClientDescription? client, out string? wrong)
    {
        var read = new ClientDescription();
        (client, wrong) = (null, null);
        foreach (var text in texts)
        {
            wrong = text ?? "";
            // The first one: values may contain others.
            var at = wrong.IndexOf('=', StringComparison.Ordinal);
            if (at < 1 || at == wrong.Length - 1) return false;
            // People do not type capitals.
            var (name, value) = (char.ToUpperInvariant(wrong[0]) + wrong[1..at], wrong[(at + 1)..]);
            if (!PartitionKey.TryParse(name, out var key) || !key.IsPerClient || !read._values.TryAdd(key, value)) return false;
            if (key.Kind is not PartitionKeyKind.Address) continue;
            if (!AddressText.TryParse(value, out var address)) return false;
            read.Address = address;
        }

        (client, wrong) = (read, null);
        return true;
    }

    /// <summary>The value of a key; null when it is not given.</summary>
    public string? Value(PartitionKey key) => _values.GetValueOrDefault(key);

    /// <summary>A rule tells the client apart, and not only its route.</summary>
    public bool Concerns(IReadOnlyList<PartitionKey> by)
    {
        foreach (var key in by)
            if (_values.ContainsKey(key)) return true;
        return false;
    }
}
