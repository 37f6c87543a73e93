using System.Net;
using Gateway.Policies.Authentication;
using Gateway.Policies.Hashing;

namespace Gateway.Policies.Waf;

/// <summary>
/// Which clients a policy that is being introduced enforces for: the same ones on every replica and after every start, so that a client is either always refused or never, and
/// more of them as the percentage grows. Not keyed: which side one is on is no secret worth keeping for the days that a ramp takes.
/// </summary>
internal sealed class EnforceRamp(int percent)
{
    private const uint Buckets = 100;

    public bool Includes(IPAddress client)
    {
        if (percent >= Buckets) return true;
        var hash = new SipHash128(UInt128.Zero);
        hash.Add(AddressPrefix.Of(client));
        return (uint)(hash.Finish() % Buckets) < percent;
    }
}
