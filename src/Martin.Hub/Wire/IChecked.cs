namespace Martin.Hub.Wire;

/// <summary>A message with rules beyond its types: lengths, ranges, members that exclude each other.</summary>
public interface IChecked
{
    /// <summary>Field (dotted path) and what is wrong with it; none when all is well.</summary>
    IEnumerable<(string Field, string Problem)> Problems();
}
