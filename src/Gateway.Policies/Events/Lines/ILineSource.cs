using System.Buffers;

namespace Gateway.Policies.Events.Lines;

/// <summary>A queue of records that a <see cref="LinePump"/> empties. All members are called by the pump's thread only.</summary>
internal interface ILineSource
{
    /// <summary>Adds waiting records, each one whole line, until the buffer holds about <paramref name="limitBytes"/>.</summary>
    /// <param name="buffer">Where the lines go.</param>
    /// <param name="limitBytes">Where to stop; the last record may pass it.</param>
    /// <param name="final">The process ends: give what would otherwise wait for a later moment, too.</param>
    /// <returns>How many records were added.</returns>
    int Fill(ArrayBufferWriter<byte> buffer, int limitBytes, bool final);

    /// <summary>Records reached the output.</summary>
    void Written(int records);

    /// <summary>Records will never reach the output.</summary>
    void Lost(int records);

    /// <summary>An attempt to write failed; it is repeated later.</summary>
    void OutputFailed();
}
