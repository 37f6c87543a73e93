using System.Buffers.Text;
using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Execution;

/// <summary>Variables that are computed when a rule asks for them.</summary>
internal sealed class Scalars(Transaction transaction, TimeProvider clock)
{
    private long _started;

    public static bool IsComputed(Collection collection) => collection is
        Collection.MatchedVar or Collection.MatchedVarName or Collection.Duration or Collection.HighestSeverity or Collection.ModsecBuild
        or Collection.Time or Collection.TimeDay or Collection.TimeEpoch or Collection.TimeHour or Collection.TimeMin or Collection.TimeMon or Collection.TimeSec or Collection.TimeWday or Collection.TimeYear;

    public void Start() => _started = clock.GetTimestamp();

    public Text Of(Collection collection)
    {
        switch (collection)
        {
            case Collection.MatchedVar:
                return transaction.Matched.Last.Value;
            case Collection.MatchedVarName:
                return transaction.Matched.LastName();
            case Collection.Duration:
                // Microseconds: CRS takes the last two digits as random ones.
                return Number((long)clock.GetElapsedTime(_started).TotalMicroseconds);
            case Collection.HighestSeverity:
                return Number(transaction.Controls.HighestSeverity);
            case Collection.ModsecBuild:
                // What ModSecurity 2.9.7 answers; rules compare it with the version that they need.
                return transaction.Arena.Store("020907000"u8);
            default:
                return Time(collection, clock.GetLocalNow());
        }
    }

    private Text Time(Collection collection, DateTimeOffset now)
    {
        switch (collection)
        {
            case Collection.Time:
                Span<byte> time = stackalloc byte[8];
                now.TryFormat(time, out var written, "HH':'mm':'ss");
                return transaction.Arena.Store(time[..written]);
            case Collection.TimeDay:
                return Number(now.Day);
            case Collection.TimeEpoch:
                return Number(now.ToUnixTimeSeconds());
            case Collection.TimeHour:
                return Number(now.Hour);
            case Collection.TimeMin:
                return Number(now.Minute);
            case Collection.TimeMon:
                // From 0, as C counts months.
                return Number(now.Month - 1);
            case Collection.TimeSec:
                return Number(now.Second);
            case Collection.TimeWday:
                return Number((int)now.DayOfWeek);
            default:
                return Number(now.Year);
        }
    }

    private Text Number(long number)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out var length);
        return transaction.Arena.Store(digits[..length]);
    }
}
