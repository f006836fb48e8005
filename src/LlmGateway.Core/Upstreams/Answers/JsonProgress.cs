namespace LlmGateway.Core.Upstreams.Answers;

/// <summary>Tells of a JSON value that comes in pieces whether it is complete.</summary>
internal sealed class JsonProgress
{
    private int _depth;
    private bool _begun, _inString, _escaped;

    /// <summary>No character of the value has come yet.</summary>
    public bool IsEmpty => !_begun;

    public bool IsComplete => _begun && _depth == 0 && !_inString;

    public void Add(ReadOnlySpan<char> piece)
    {
        foreach (var character in piece)
        {
            if (_inString)
            {
                if (_escaped) _escaped = false;
                else if (character == '\\') _escaped = true;
                else if (character == '"') _inString = false;
                continue;
            }
            if (character is ' ' or '\t' or '\r' or '\n') continue;
            _begun = true;
            switch (character)
            {
                case '"': _inString = true; break;
                case '{' or '[': _depth++; break;
                case '}' or ']': _depth--; break;
            }
        }
    }
}
