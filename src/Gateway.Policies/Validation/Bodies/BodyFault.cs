using Gateway.Policies.Validation.Contracts;

namespace Gateway.Policies.Validation.Bodies;

/// <summary>Why a body is not accepted.</summary>
/// <param name="Status">400 where its form is broken, 413 where there is too much of it, 415 for a media type, 422 where it breaks the contract.</param>
/// <param name="Reason">For event and metric, from a fixed set.</param>
/// <param name="Violations">What is wrong, one at least.</param>
internal sealed record BodyFault(int Status, string Reason, IReadOnlyList<ContractViolation> Violations)
{
    public static BodyFault Malformed(string reason, string allowed, string? part = null) => new(400, reason, [new("body", part, "", "malformed", allowed)]);

    public static BodyFault TooLarge(string reason, string allowed, string? part = null) => new(413, reason, [new("body", part, "", "size", allowed)]);

    public static BodyFault MediaType(string allowed, string? part = null) => new(415, "part-media-type", [new("body", part, "", "type", allowed)]);

    public static BodyFault Invalid(string keyword, string allowed, string? part = null) => new(422, "body-invalid", [new("body", part, "", keyword, allowed)]);

    public static BodyFault Invalid(IReadOnlyList<ContractViolation> violations) => new(422, "body-invalid", violations);
}
