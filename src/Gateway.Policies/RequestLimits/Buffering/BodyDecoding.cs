namespace Gateway.Policies.RequestLimits.Buffering;

/// <summary>Undoes a content coding under a bound: 1 KB can expand to 1 MB in gzip and to far more in Brotli.</summary>
internal sealed class BodyDecoding(RequestBodyBudget budget)
{
    // A short text of blanks compresses beyond any ratio and does no harm.
    private const long RatioFloorBytes = 64 << 10;

    /// <summary>Fills <see cref="BufferedBody.Content"/>; does nothing when there is no coding to undo or it has been done.</summary>
    public BodyFailure Decode(BufferedBody body, ContentCoding coding, long maxBytes, int maxRatio)
    {
        var limit = Math.Min(maxBytes, Math.Max(RatioFloorBytes, (long)body.Raw.Length * maxRatio));
        return Decode(body, coding, limit, static failure => failure is BodyFailure.None);
    }

    /// <summary>Undoes as much of a coding as is allowed and possible, also of the start of a body, and fills <see cref="BufferedBody.Content"/> with it.</summary>
    /// <returns><see cref="BodyFailure.None"/>, or why that is not all; with <see cref="BodyFailure.OverBudget"/> there is nothing.</returns>
    public BodyFailure DecodeStart(BufferedBody body, ContentCoding coding, long maxBytes) =>
        Decode(body, coding, maxBytes, static failure => failure is not BodyFailure.OverBudget);

    private BodyFailure Decode(BufferedBody body, ContentCoding coding, long limit, Func<BodyFailure, bool> keeps)
    {
        if (coding is ContentCoding.Identity || body.IsDecoded) return BodyFailure.None;
        var decoded = new BudgetedBuffer(budget);
        var failure = Fill(decoded, body.Raw, coding, limit);
        if (keeps(failure)) body.SetDecoded(decoded);
        else decoded.Dispose();
        return failure;
    }

    private static BodyFailure Fill(BudgetedBuffer decoded, ReadOnlyMemory<byte> raw, ContentCoding coding, long limit)
    {
        using var source = new CodedSource(raw);
        using var decoder = ContentCodings.Decoder(coding, source);
        try
        {
            while (true)
            {
                if (!decoded.TryGetFree(limit + 1, out var free)) return BodyFailure.OverBudget;
                var read = decoder.Read(free.Span);
                if (read == 0) return source.IsUsedUp ? BodyFailure.None : BodyFailure.Undecodable;
                decoded.Advance(read);
                if (decoded.Length > limit) return BodyFailure.DecodedTooLarge;
            }
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
        {
            // BrotliStream reports damage as InvalidOperationException, the others as InvalidDataException.
            return BodyFailure.Undecodable;
        }
    }
}
