namespace LlmGateway.Core.Import;

/// <summary>How many batches are under way at once: one more after each round without a throttle, a third fewer after one. Taken by one, given back by many.</summary>
internal sealed class AdaptiveLimit(int most)
{
    private const int Begin = 4;

    private readonly SemaphoreSlim _freed = new(0);
    private readonly Lock _gate = new();
    private int _limit = Math.Min(Begin, most);
    private int _running;
    private int _clean;
    private int _round;

    public int Current => _limit;

    /// <summary>Waits for a place.</summary>
    /// <returns>The round that it belongs to.</returns>
    public async ValueTask<int> EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_running < _limit)
                {
                    _running++;
                    return _round;
                }
            }
            await _freed.WaitAsync(cancellationToken);
        }
    }

    public void Leave()
    {
        lock (_gate) _running--;
        _freed.Release();
    }

    /// <summary>A batch went in whole.</summary>
    public void Succeeded()
    {
        lock (_gate)
        {
            if (++_clean < _limit || _limit >= most) return;
            (_clean, _limit) = (0, _limit + 1);
        }
        _freed.Release();
    }

    /// <summary>DynamoDB asked for less. Batches that began before the last such answer say nothing new.</summary>
    /// <returns>The round that begins now.</returns>
    public int Throttled(int round)
    {
        lock (_gate)
        {
            if (round == _round) (_limit, _clean, _round) = (Math.Max(1, _limit * 2 / 3), 0, _round + 1);
            return _round;
        }
    }
}
