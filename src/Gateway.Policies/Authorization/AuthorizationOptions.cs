using System.Text.Json.Serialization;
using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Authorization;

/// <summary>Which authenticated callers may use a route. Every rule that is given has to hold; at least one is given.</summary>
public sealed class AuthorizationOptions : PolicyOptions
{
    private const string ScopePattern = @"^[\x21\x23-\x5b\x5d-\x7e]{1,128}$";

    /// <summary>Lets every authenticated caller in. Said on purpose, and alone: with a rule beside it, it would say nothing. Default: false.</summary>
    public bool AnyAuthenticated { get; set; }

    /// <summary>The caller has all of these scopes.</summary>
    [AllowedCount(0, 64)]
    [AllowedPattern(ScopePattern, "a scope: printable ASCII without spaces, '\"' and '\\' (RFC 6749 section 3.3)")]
    public List<string> Scopes { get; set; } = [];

    /// <summary>The caller has at least one of these scopes.</summary>
    [AllowedCount(0, 64)]
    [AllowedPattern(ScopePattern, "a scope: printable ASCII without spaces, '\"' and '\\' (RFC 6749 section 3.3)")]
    public List<string> AnyScopes { get; set; } = [];

    /// <summary>The caller has at least one of these roles.</summary>
    [AllowedCount(0, 64)]
    public List<string> Roles { get; set; } = [];

    /// <summary>The caller's roles grant all of these permissions by the table Gateway:RolePermissions.</summary>
    [AllowedCount(0, 64)]
    public List<string> Permissions { get; set; } = [];

    /// <summary>The caller's credential makes all of these claims.</summary>
    [AllowedCount(0, 64)]
    public List<ClaimRuleOptions> Claims { get; set; } = [];
}

/// <summary>A rule about one claim; exactly one of Equals, Contains and AnyOf is given. Values compare exactly, case included.</summary>
public sealed class ClaimRuleOptions
{
    /// <summary>The claim's name, case included. Required.</summary>
    [RequiredMember]
    public string Type { get; set; } = "";

    /// <summary>The claim has exactly one value, and it is this one.</summary>
    [JsonPropertyName("Equals")]
    public string? EqualTo { get; set; }

    /// <summary>One of the claim's values is this one (a list that contains it; never a part of a text).</summary>
    public string? Contains { get; set; }

    /// <summary>One of the claim's values is one of these.</summary>
    [AllowedCount(1, 256)]
    public List<string>? AnyOf { get; set; }
}
