namespace Gateway.Policies.Configuration;

/// <summary>The codes of configuration findings. A code never changes its meaning; docs/configuration.md lists them.</summary>
public static class ConfigErrorCode
{
    // GW10xx: reading
    public const string FileUnreadable = "GW1001";
    public const string Syntax = "GW1002";
    public const string DuplicateMember = "GW1003";
    public const string Include = "GW1004";
    public const string Interpolation = "GW1005";
    public const string TooLarge = "GW1006";

    // GW20xx: binding
    public const string UnknownMember = "GW2001";
    public const string WrongType = "GW2002";
    public const string MissingMember = "GW2003";
    public const string OutOfRange = "GW2004";
    public const string InvalidValue = "GW2005";
    public const string RefusedMember = "GW2006";
    public const string Questionable = "GW2007";

    // GW30xx: references and rules over several members
    public const string UnknownReference = "GW3001";
    public const string Conflict = "GW3002";
    public const string AccessUndecided = "GW3003";
    public const string Unsafe = "GW3004";
    public const string Loosened = "GW3005";
    public const string NeedsRestart = "GW3006";

    // GW40xx: rules of one policy
    public const string Policy = "GW4001";
    public const string Mode = "GW4002";

    // GW50xx: YARP's own validation
    public const string ReverseProxy = "GW5001";

    // GW60xx: files and machines that the configuration refers to
    public const string Material = "GW6001";
}
