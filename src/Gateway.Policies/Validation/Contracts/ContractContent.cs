using Gateway.JsonSchema;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.Validation.Bodies;
using Gateway.Policies.Validation.Parameters;
using Gateway.Policies.Validation.Schemas;

namespace Gateway.Policies.Validation.Contracts;

/// <summary>A media type of a body with what its content has to be.</summary>
internal sealed class ContractContent
{
    public required MediaRange Range { get; init; }

    /// <summary>How the body is looked into; null for a range, where the type of the message decides.</summary>
    public required BodyKind? Kind { get; init; }

    /// <summary>Judges the body, or each record of it; null when nothing is said about it.</summary>
    public required JsonSchemaValidator? Schema { get; init; }

    public required SchemaShape Shape { get; init; }

    /// <summary>The fields of a form, as if they were parameters of a query; null for other bodies.</summary>
    public QueryPlan? Fields { get; init; }

    /// <summary>The parts of a multipart body; null for other bodies.</summary>
    public ContractParts? Parts { get; init; }

    /// <summary>The least and most bytes of a binary body.</summary>
    public long MinBytes { get; init; }

    public long MaxBytes { get; init; } = long.MaxValue;

    public BodyKind KindOf(in MediaType type) => Kind ?? (BodyKinds.Of(type, Shape) is var kind and not BodyKind.Multipart ? kind : BodyKind.Unchecked);
}

/// <summary>The media types that a body may have.</summary>
internal sealed class ContractContents(IEnumerable<ContractContent> contents)
{
    private readonly ContractContent[] _contents = [.. contents.OrderByDescending(static c => c.Range.Specificity)];

    public bool IsEmpty => _contents.Length == 0;

    public IReadOnlyList<ContractContent> All => _contents;

    public ContractContent? Find(in MediaType type)
    {
        foreach (var content in _contents)
            if (content.Range.Covers(type)) return content;
        return null;
    }

    public override string ToString() => string.Join(", ", _contents.Select(static c => c.Range));
}

/// <summary>The body of an operation's requests.</summary>
internal sealed record ContractBody(bool IsRequired, ContractContents Contents);
