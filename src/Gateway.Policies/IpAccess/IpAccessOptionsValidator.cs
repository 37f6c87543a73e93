using Gateway.Policies.Configuration;
using Gateway.Policies.Networking;

namespace Gateway.Policies.IpAccess;

internal static class IpAccessOptionsValidator
{
    public static void Validate(IpAccessOptions options, OptionsValidation validation)
    {
        // An empty policy reads as a protection and is none.
        if (options.Allow.Count == 0 && options.Deny.Count == 0)
        {
            validation.Error("", "neither an Allow nor a Deny entry", "at least one network in Allow or Deny, or no IpAccess at all");
            return;
        }

        if (options.Deny.Count == 0) return;
        var denied = new NetworkSet(options.Deny);
        for (var i = 0; i < options.Allow.Count; i++)
        {
            if (denied.Covers(options.Allow[i]))
                validation.Warn($"Allow[{i}]", $"{options.Allow[i]}, which Deny covers wholly", "networks that Deny leaves something of, because Deny wins", ConfigErrorCode.Conflict);
        }
    }
}
