namespace Gateway.SecLang.Transforms;

/// <summary>
/// <c>normalisePath</c> and <c>normalisePathWin</c>: repeated slashes, <c>.</c> and <c>..</c> are resolved as far as the path goes;
/// the Windows form takes backslashes as slashes.
/// </summary>
/// <remarks>
/// ModSecurity's own rules are kept to the byte, also where they are odd: a segment that ends in two dots after other bytes is
/// removed itself, and once a relative path went above its beginning, <c>..</c> stays until a proper segment follows.
/// </remarks>
internal sealed class NormalisePath : Transformation
{
    private readonly bool windows;

    private NormalisePath(string name, bool windows) : base(name) => this.windows = windows;

    public static NormalisePath Unix { get; } = new("normalisePath", false);

    public static NormalisePath Windows { get; } = new("normalisePathWin", true);

    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        if (input.IsEmpty || IsNormal(input)) return false;

        var rest = input;
        var path = new Path(output) { IsAbsolute = IsSlash(input[0]) };
        if (path.IsAbsolute) path.AddSlash();
        while (true)
        {
            var slashes = 0;
            while (slashes < rest.Length && IsSlash(rest[slashes])) slashes++;
            rest = rest[slashes..];
            if (rest.IsEmpty) break;

            var end = windows ? rest.IndexOfAny((byte)'/', (byte)'\\') : rest.IndexOf((byte)'/');
            path.AddSegment(end < 0 ? rest : rest[..end], isLast: end < 0);
            if (end < 0) break;
            path.AddSlash();
            rest = rest[end..];
        }

        if (!IsSlash(input[^1])) path.TrimSlash();
        written = path.Length;
        return !output[..written].SequenceEqual(input);
    }

    private bool IsSlash(byte value) => value == '/' || windows && value == '\\';

    /// <summary>Whether there is nothing to resolve, as in nearly every path of a request.</summary>
    private bool IsNormal(ReadOnlySpan<byte> input) =>
        input[^1] != '.' && input.IndexOf("//"u8) < 0 && input.IndexOf("./"u8) < 0 && !(windows && input.Contains((byte)'\\'));

    /// <summary>The path so far.</summary>
    private ref struct Path(Span<byte> target)
    {
        private readonly Span<byte> target = target;
        private bool aboveRoot;

        public bool IsAbsolute { get; init; }

        public int Length { get; private set; }

        /// <summary>A slash between segments; a relative path never begins with one, and none follows another.</summary>
        public void AddSlash()
        {
            if (Length == 0 ? IsAbsolute : target[Length - 1] != '/') target[Length++] = (byte)'/';
        }

        public void TrimSlash()
        {
            if (Length > 0 && target[Length - 1] == '/') Length--;
        }

        public void AddSegment(ReadOnlySpan<byte> segment, bool isLast)
        {
            if (segment is [.., (byte)'.', (byte)'.'])
            {
                // Two bytes are the least that a segment and its slash take: with less before it there is nothing to go back over.
                if (!IsAbsolute && (aboveRoot || Length + segment.Length - 1 <= 2))
                {
                    aboveRoot = true;
                    Append(segment);
                }
                else
                {
                    GoBack(overPrevious: segment.Length == 2, isLast);
                }
            }
            else if (segment is not [(byte)'.'])
            {
                if (segment[^1] != '.' && Length + segment.Length > 1) aboveRoot = false;
                Append(segment);
            }
        }

        private void GoBack(bool overPrevious, bool isLast)
        {
            var slash = Length - 1;
            if (overPrevious && slash > 0) slash = target[..slash].LastIndexOf((byte)'/');
            Length = Math.Max(0, slash);
            if (Length > 0) return;
            aboveRoot = true;
            if (IsAbsolute && isLast) target[Length++] = (byte)'/';
        }

        private void Append(ReadOnlySpan<byte> segment)
        {
            segment.CopyTo(target[Length..]);
            Length += segment.Length;
        }
    }
}
